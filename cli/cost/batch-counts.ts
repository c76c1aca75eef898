import type { CountedRun, Counts } from './counts.ts';

/** What a batch of any size makes: so much for the batch itself, so much for each label of it. */
export type Rate = { readonly batch: number; readonly label: number };
export const at = ({ batch, label }: Rate, labels: number): number => batch + label * labels;

export type FunctionRates = {
  readonly invocations: Rate;
  readonly logBytes: Rate;
  readonly calls: Readonly<Record<string, Rate>>;
};
export type BatchRates = {
  readonly functions: Readonly<Record<string, FunctionRates>>;
  readonly states: number;
};

type Read = (run: CountedRun) => number;

/** The line through the smallest and the largest counted batch; the others lie on it, by test. */
function rateOf(runs: readonly CountedRun[], read: Read): Rate {
  const sorted = runs.toSorted((a, b) => a.labels - b.labels);
  const [small, large] = [sorted[0], sorted.at(-1)];
  if (!small || !large || small === large) throw new Error('Too few batches were counted.');
  const label = (read(large) - read(small)) / (large.labels - small.labels);
  return { batch: read(small) - label * small.labels, label };
}

const sameFormats = (run: CountedRun, formats: readonly string[]) =>
  run.formats.length === formats.length && formats.every((id) => run.formats.includes(id));

/**
 * What a batch makes with these formats. Counted were each format alone and all together; what all have in common is
 * counted once for each format in the former, and once in the latter.
 */
export function batchRates({ runs }: Counts, formats: readonly string[]): BatchRates {
  const all = runs.map((run) => run.formats).reduce((most, ids) => (ids.length > most.length ? ids : most), []);
  const unknown = formats.filter((id) => !all.includes(id));
  if (unknown.length > 0)
    throw new Error(`Nothing was counted for the format ${unknown.join(', ')}. Counted: ${all.join(', ')}.`);
  if (formats.length === 0) throw new Error(`Name at least one format: ${all.join(', ')}.`);
  const counted = (ids: readonly string[], read: Read) =>
    rateOf(
      runs.filter((run) => sameFormats(run, ids)),
      read,
    );
  const rate = (read: Read): Rate => {
    const together = counted(all, read);
    const alone = new Map(all.map((id) => [id, counted([id], read)]));
    const part = (of: keyof Rate) => {
      const sum = all.reduce((total, id) => total + (alone.get(id)?.[of] ?? 0), 0);
      const common = (sum - together[of]) / (all.length - 1);
      return formats.reduce((total, id) => total + (alone.get(id)?.[of] ?? 0) - common, common);
    };
    return { batch: part('batch'), label: part('label') };
  };
  const names = [...new Set(runs.flatMap((run) => Object.keys(run.functions)))];
  const functions = names.map((name) => {
    const operations = new Set(runs.flatMap((run) => Object.keys(run.functions[name]?.calls ?? {})));
    const rates: FunctionRates = {
      invocations: rate((run) => run.functions[name]?.invocations ?? 0),
      logBytes: rate((run) => run.functions[name]?.logBytes ?? 0),
      calls: Object.fromEntries(
        [...operations].map((operation) => [operation, rate((run) => run.functions[name]?.calls[operation] ?? 0)]),
      ),
    };
    return [name, rates] as const;
  });
  return { functions: Object.fromEntries(functions), states: runs[0]?.states ?? 0 };
}
