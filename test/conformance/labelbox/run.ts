import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/examples.ts';
import { rules } from './applied.ts';
import { lintTemplate } from './lint.ts';
import { findPlanted, planted } from './planted.ts';
import { transcript, withTranscript } from './transcript.ts';
import { startWorld } from './world.ts';

/**
 * Delegated access as a whole: the real command line against moto (IAM, S3 and KMS by other authors), our own model of STS and
 * a simulated Labelbox. `--write` writes the transcript into docs/delegated-access.md; otherwise the page must already
 * contain it. Needs python3.
 */

const minutes = 4; // moto ends itself after five
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
  const text = withTranscript(readFileSync(page, 'utf8'), await transcript(world));
  if (process.argv.includes('--write')) writeFileSync(page, text);
  else if (text !== readFileSync(page, 'utf8'))
    faults.push(
      'docs/delegated-access.md contains another transcript. Find out why, then: npm run conformance:access -- --write',
    );
  else say('✓ the transcript in docs/delegated-access.md is what the commands print');
  for (const [title, holds] of rules) {
    if (await holds(world)) say(`✓ ${title}`);
    else faults.push(title);
  }
  faults.push(...lintTemplate());
  const missed = await findPlanted(world);
  say(
    `${missed.length === 0 ? '✓' : '✗'} ${planted.length - missed.length} of ${planted.length} planted misconfigurations found, with their fixes`,
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
