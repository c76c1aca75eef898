import { spawnSync } from 'node:child_process';
import * as z from 'zod/mini';
import { root } from '../../support/examples.ts';
import type { Scan, Scanner } from './scanner.ts';

const Advisory = z.object({ url: z.optional(z.string()), title: z.optional(z.string()) });
const Report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), range: z.string(), via: z.array(z.union([z.string(), Advisory])) }),
  ),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});
const Refusal = z.object({
  message: z.optional(z.string()),
  statusCode: z.optional(z.number()),
  error: z.optional(z.object({ code: z.optional(z.string()), summary: z.optional(z.string()) })),
});

/** What `npm audit --json` says. A registry that does not answer is unavailable; a call that npm refuses is thrown. */
export function readAudit(answer: unknown): Scan {
  const report = Report.safeParse(answer);
  if (report.success) {
    const { vulnerabilities, metadata } = report.data;
    const findings = Object.entries(vulnerabilities).map(([name, { severity, range, via }]) => ({
      rule: severity,
      where: `${name} ${range}`,
      message: via.map((cause) => (typeof cause === 'string' ? cause : `${cause.title} ${cause.url}`)).join('; '),
    }));
    return { looked: metadata.dependencies.prod, at: 'packages', findings };
  }
  const { message = '', statusCode, error } = Refusal.parse(answer);
  if (statusCode && statusCode !== 400) return { unavailable: `the registry answers ${statusCode} to npm audit` };
  const unreached = /ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.exec(message)?.[0];
  if (unreached) return { unavailable: `the registry cannot be reached (${unreached})` };
  throw new Error(`npm audit failed: ${statusCode ?? error?.code ?? 'no code'}. Run it by hand to see why.`);
}

const oneMinute = 60_000;

function audit(): Scan {
  const parameters = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=30000'];
  const { stdout, error } = spawnSync('npm', parameters, { cwd: root, encoding: 'utf8', timeout: oneMinute });
  if (error && 'code' in error && error.code === 'ETIMEDOUT') return { unavailable: 'no answer within a minute' };
  if (error) throw error;
  if (!stdout.trim()) throw new Error('npm audit wrote nothing. Run it by hand to see why.');
  return readAudit(JSON.parse(stdout));
}

const findingsIn = (scan: Scan) => ('findings' in scan ? scan.findings : []);
const plantedReport = {
  vulnerabilities: {
    planted: { severity: 'critical', range: '<1', via: [{ title: 'Planted', url: 'https://example.org' }] },
  },
  metadata: { dependencies: { prod: 1 } },
};

export const npmAudit: Scanner = {
  name: 'npm audit',
  scan: audit,
  planted: [{ rule: 'critical', find: () => findingsIn(readAudit(plantedReport)) }],
};
