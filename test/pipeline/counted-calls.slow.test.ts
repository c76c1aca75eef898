import { expect, it } from 'vitest';
import { answerOf } from '../../bench/child.ts';
import { countRelease } from '../../bench/count-release.ts';
import { type CountedRun, readCounts } from '../../cli/cost/counts.ts';
import { countedSizes, readReleaseCounts } from '../../cli/cost/release-counts.ts';

/** What does not depend on the length of an id or a figure. */
const callsOf = ({ functions, states, children }: CountedRun) => ({
  states,
  children,
  functions: Object.fromEntries(
    Object.entries(functions).map(([name, { invocations, calls }]) => [name, { invocations, calls }]),
  ),
});
const logBytesOf = ({ functions }: CountedRun) =>
  Object.values(functions).reduce((sum, { logBytes }) => sum + logBytes, 0);

it('a batch makes the calls that were counted, by which its cost is computed (node bench/count-calls.ts)', async () => {
  const committed = readCounts().runs.find(({ formats, labels }) => formats.length > 1 && labels === 10);
  if (!committed) throw new Error('unreachable');
  const counted = await answerOf<CountedRun>('./count-calls-process.ts', committed.formats.join(), '10');
  expect(callsOf(counted)).toEqual(callsOf(committed));
  expect(logBytesOf(counted) / logBytesOf(committed)).toBeCloseTo(1, 1);
}, 60_000);

it('a release makes the requests that were counted, by which its cost is computed (npm run count-release)', async () => {
  const [smallest] = countedSizes;
  expect(await countRelease(smallest)).toEqual(readReleaseCounts().runs.find(({ labels }) => labels === smallest));
}, 120_000);
