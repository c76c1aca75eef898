import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/examples.ts';
import { rules } from './applied.ts';
import { lintTemplate } from './lint.ts';
import { findPlanted, planted } from './planted.ts';
import { transcript, withTranscript } from './transcript.ts';
import { startWorld } from './world.ts';

/**
 * The way in, whole: the real command line against an IAM, S3 and KMS that nobody here wrote (moto), an STS of ours and a
 * simulated Labelbox. `--write` writes its transcript into docs/delegated-access.md; without, the page must hold it
 * already. Needs python3.
 */

const minutes = 4; // moto's own alarm ends it after five
const page = join(root, 'docs', 'delegated-access.md');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
delete process.env.AWS_PROFILE; // nothing here may ever reach an account of AWS

const limit = setTimeout(() => {
  process.stderr.write(`Not done after ${minutes} minutes.\n`);
  process.exit(1);
}, minutes * 60_000);
const world = await startWorld();
const faults: string[] = [];
try {
  const made = withTranscript(readFileSync(page, 'utf8'), await transcript(world));
  if (process.argv.includes('--write')) writeFileSync(page, made);
  else if (made !== readFileSync(page, 'utf8'))
    faults.push(
      'docs/delegated-access.md holds another transcript. Look why; then: npm run conformance:access -- --write',
    );
  else say('✓ the transcript in docs/delegated-access.md is what the commands say');
  for (const [title, holds] of rules) {
    if (await holds(world)) say(`✓ ${title}`);
    else faults.push(title);
  }
  faults.push(...lintTemplate());
  const missed = await findPlanted(world);
  say(
    `${missed.length === 0 ? '✓' : '✗'} ${planted.length - missed.length} of ${planted.length} planted misconfigurations found, with their mends`,
  );
  faults.push(...missed);
} finally {
  await world.stop();
  clearTimeout(limit);
}
for (const fault of faults) say(`✗ ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
