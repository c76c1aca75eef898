import type { Memory } from './messages.ts';

export type Sample = Memory & { readonly events: number };

/** How many megabytes 10,000 events leave behind: the slope of the line through the samples. */
export function growth(samples: readonly Sample[], of: (sample: Sample) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [events, megabytes] = [mean(samples.map((sample) => sample.events)), mean(samples.map(of))];
  const shared = samples.reduce((sum, sample) => sum + (sample.events - events) * (of(sample) - megabytes), 0);
  const spread = samples.reduce((sum, sample) => sum + (sample.events - events) ** 2, 0);
  return (shared / spread) * 10_000;
}
