export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** One figure. A ratio is subject ÷ floor, both measured in the same run; `absolute` says what stands behind it. */
export type Measurement = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: Goal;
  readonly absolute?: string;
};

/** Throws when something cannot be measured; a missed goal is a result like any other. */
export type Benchmark = () => Promise<readonly Measurement[]>;

export const meetsGoal = ({ value, goal }: Measurement): boolean => {
  if (!goal) return true;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
};

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('Nothing was measured.');
  return (lower + upper) / 2;
}

export type Compared = { readonly floor: number; readonly subject: number };

/**
 * Floor and subject in turn, so that whatever else the machine does meets both; the median of each. They change places
 * from round to round, so that neither always runs in the other's wake.
 */
export async function inTurn(
  rounds: number,
  measure: { readonly floor: () => Promise<number>; readonly subject: () => Promise<number> },
): Promise<Compared> {
  const taken = { floor: [] as number[], subject: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['floor', 'subject'] as const) : (['subject', 'floor'] as const);
    for (const side of order) taken[side].push(await measure[side]());
  }
  return { floor: median(taken.floor), subject: median(taken.subject) };
}
