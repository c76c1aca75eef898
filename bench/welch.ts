type Moments = { readonly count: number; readonly mean: number; readonly variance: number };

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { count: values.length, mean, variance };
}

/** The lower share of both together: interruptions of the machine only make a sample longer, and hide what is small. */
export function cropped(samples: readonly (readonly number[])[], share: number): number[][] {
  const all = samples.flat().sort((a, b) => a - b);
  const limit = all[Math.ceil(all.length * share) - 1] ?? Number.POSITIVE_INFINITY;
  return samples.map((sample) => sample.filter((value) => value <= limit));
}

/** Welch's t of two samples, the difference of their means, and Cohen's d: that difference in standard deviations. */
export function welch(one: readonly number[], other: readonly number[]) {
  const [a, b] = [momentsOf(one), momentsOf(other)];
  const difference = a.mean - b.mean;
  return {
    t: difference / Math.sqrt(a.variance / a.count + b.variance / b.count),
    effect: difference / Math.sqrt((a.variance + b.variance) / 2),
    difference,
  };
}
