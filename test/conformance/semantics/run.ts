import { startSqsAndS3 } from '../../../local/aws/s3-conditions.ts';
import { startMiniStack } from '../aws/ministack.ts';
import { judge } from './judge.ts';
import { knownDifferences } from './known-differences.ts';
import { startMoto } from './moto.ts';
import { report } from './report.ts';
import { type Running, tryRules } from './try-rules.ts';

/**
 * What the store and the dead letters rely on, as the suites of test/contract say it, on the S3 and SQS of this machine
 * and on two that nobody here wrote. Needs python3.
 */

const minutes = 2; // they take half a one

const implementations: Record<string, () => Promise<Running>> = {
  local: async () => {
    const server = await startSqsAndS3({ port: 0 });
    return { title: 'local', url: `http://127.0.0.1:${server.port}`, stop: () => server.stop() };
  },
  MiniStack: async () => ({ title: 'MiniStack', ...(await startMiniStack()) }),
  moto: startMoto,
};
const titles = Object.keys(implementations);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
delete process.env.AWS_PROFILE; // nothing here may ever reach an account of AWS

const running: Running[] = [];
let limit: NodeJS.Timeout | undefined;
try {
  for (const [title, start] of Object.entries(implementations)) {
    process.stderr.write(`starting ${title}\n`);
    running.push(await start());
  }
  process.stderr.write('trying the rules\n');
  limit = setTimeout(() => end(`Not done after ${minutes} minutes.`), minutes * 60_000);
  const outcomes = await tryRules(running);
  const judgement = judge(titles, outcomes, knownDifferences);
  process.stdout.write(`${report(titles, outcomes, knownDifferences, judgement)}\n`);
  process.exitCode = judgement.faults.length > 0 ? 1 : 0;
} finally {
  await Promise.all(running.map((each) => each.stop()));
  clearTimeout(limit);
}

function end(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
