import { expect, it } from 'vitest';
import { scenarios, simulate } from '../../bench/patience/scenarios.ts';

it.each(scenarios.filter(({ isLong }) => isLong))(
  'gives up nothing: $name',
  async (scenario) => {
    const outcome = await simulate(scenario);
    expect(outcome).toMatchObject({ letters: 0, needless: 0, lost: 0, exported: outcome.labels });
  },
  180_000,
);
