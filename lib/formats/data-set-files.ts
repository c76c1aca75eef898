import type { WholeFile } from './data-set.ts';

/** The splits that have files of their own; `undefined` alone for a data set without splits, whose files are those of all. */
export const eachSplit = (splits: readonly string[]): readonly (string | undefined)[] =>
  splits.length === 0 ? [undefined] : splits;

/** The name of each number from 0, as models of Hugging Face's transformers have it in their configuration. */
export const id2label = (names: readonly string[]): WholeFile => ({
  path: 'id2label.json',
  contentType: 'application/json',
  parts: [{ text: `${JSON.stringify({ ...names }, null, 2)}\n` }],
});
