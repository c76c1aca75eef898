import { expect, it } from 'vitest';
import { type Scenario, scenarios, simulate } from '../../bench/patience/scenarios.ts';

it.each(scenarios.filter(({ isLong }) => !isLong))('gives up just what it must: $name', async (scenario) => {
  const outcome = await simulate(scenario);
  const { length } = scenario.poison;
  expect(outcome).toMatchObject({ letters: length, needless: 0, lost: 0, exported: outcome.labels - length });
  if (length > 0) expect(outcome.longestWaitSeconds).toBeLessThan(5 * 60);
});

it('sees needless letters where the patience is shorter than the outage', async () => {
  const outcome = await simulate({
    name: 'an outage of six hours, and the patience of one',
    circumstances: { platformStatus: (_body, at) => (at < 6 * 3_600_000 ? 503 : undefined), patienceHours: 1 },
    announce: async (pipeline) => {
      for (const label of ['a', 'b', 'c']) pipeline.announce('project', label);
    },
    poison: [],
  });
  expect(outcome).toMatchObject({ labels: 3, exported: 0, letters: 3, needless: 3, lost: 0 });
});

it('comes out the same for the same seed', async () => {
  const [first] = scenarios as [Scenario];
  expect(await simulate(first, 3)).toEqual(await simulate(first, 3));
});
