import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../local/aws/state-run.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { definitionOf, type Outcome, own, startMoto } from './interpreters.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/**
 * The state machines in an interpreter that nobody here wrote: for each scenario it must end, call and send as the project's own
 * does. Needs python3. What it does not keep either is not shown: the limit of 262,144 bytes, and the five minutes of a child.
 */

const python = join(programsOf('asl', join(import.meta.dirname, 'requirements.txt')), 'python');
const moto = startMoto(python, join(import.meta.dirname, 'interpreter.py'));
const endOf = ({ status, error, messages }: Outcome) => `${error ?? status}, ${messages.length} messages`;

let alike = 0;
for (const scenario of scenarios) if (await endsAlike(scenario)) alike += 1;
if (alike > 0 && !(await seesAPlantedDifference())) {
  alike = 0;
  process.stdout.write('✗ A state machine that never retries seems to do the same: nothing is compared.\n');
}
moto.stop();
process.stdout.write(
  `${alike} of ${scenarios.length} scenarios end alike in both interpreters, or differ for a known reason\n`,
);
process.exit(alike === scenarios.length ? 0 : 1); // what hangs would hold the process

async function endsAlike(scenario: Scenario): Promise<boolean> {
  const ours = await own(scenario);
  const theirs = await moto.run(scenario);
  const isAlike = isDeepStrictEqual(ours, theirs);
  if (scenario.motoLacks) {
    const seen = isAlike ? `it is alike: remove motoLacks (${scenario.motoLacks})` : `moto lacks ${scenario.motoLacks}`;
    process.stdout.write(`${isAlike ? '✗' : '–'} ${scenario.name}: ${seen}\n`);
    return !isAlike;
  }
  const seen = isAlike ? endOf(ours) : `\n  own:  ${JSON.stringify(ours)}\n  moto: ${JSON.stringify(theirs)}`;
  process.stdout.write(`${isAlike ? '✓' : '✗'} ${scenario.name}: ${seen}\n`);
  return isAlike;
}

/** Whether it shows when moto runs another state machine: a comparison that is blind passes everything. */
async function seesAPlantedDifference(): Promise<boolean> {
  const retried = scenarios.find(({ name }) => name === 'PlatformUnavailable twice while one event is fetched');
  if (!retried) throw new Error('The scenario of the planted difference is gone: name another one in run.ts.');
  const withoutRetry: Json = JSON.parse(JSON.stringify(definitionOf(retried)), (name, value) =>
    name === 'Retry' ? undefined : value,
  );
  return !isDeepStrictEqual(await own(retried), await moto.run(retried, withoutRetry));
}
