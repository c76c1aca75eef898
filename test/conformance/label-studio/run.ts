import { parseArgs } from 'node:util';
import { print, Report } from '../aws/report.ts';
import { within } from '../aws/waiting.ts';
import { checks, gaps } from './checks.ts';
import { type LabelStudioServer, startLabelStudio } from './server.ts';
import { Site } from './site.ts';

/**
 * The pipeline against a real Label Studio on this machine: labels are drawn through its REST interface as its editor
 * sends them, its own webhooks announce them, and what lands in the bucket is compared with what was drawn.
 */

const usage = `Usage: npm run conformance:label-studio [-- --only TEXT]

Starts Label Studio and the pipeline on this machine, and looks whether what is drawn in the one comes out of the other.
Needs python3, 3.10 or newer; the first run installs Label Studio, which takes minutes.

  --only TEXT   the checks whose name holds this text
  --help        this text

Ends with 0 when all checks passed, 1 when one failed, 2 after a wrong call.`;

const longestRunSeconds = 1_200;
const longestCheckSeconds = 600;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const chosen = Object.entries(checks).filter(([name]) => name.includes(wantedChecks()));
if (chosen.length === 0) endWithUsage('No check has such a name.');

const report = new Report();
try {
  const server = await startLabelStudio();
  try {
    await within(longestRunSeconds, () => checkWith(server));
  } finally {
    await server.stop();
  }
} catch (error) {
  report.failed('the run', error as Error);
}
for (const [name, reason] of gaps) report.notShown(name, reason);
process.exitCode = report.end();

async function checkWith(server: LabelStudioServer): Promise<void> {
  const site = await Site.open(server);
  try {
    print(`Label Studio at ${server.url}, the pipeline's webhook at ${site.pipeline.webhookUrl}\n`);
    for (const [name, check] of chosen) await report.check(name, longestCheckSeconds, () => check(site));
  } finally {
    await site.close();
  }
}

function wantedChecks(): string {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } });
    if (!values.help) return values.only ?? '';
  } catch (error) {
    endWithUsage((error as Error).message);
  }
  print(usage);
  process.exit(0);
}

function endWithUsage(reason: string): never {
  process.stderr.write(`${reason}\n\n${usage}\n`);
  process.exit(2);
}
