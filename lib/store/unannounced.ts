import type { LabelRecord } from './record.ts';

/**
 * The record with the mark that nobody has heard of its change yet. The mark is part of the commit, so no crash comes between
 * them, and whoever replaces the record carries it on. What changes no file and no status leaves readers nothing to hear. Pure.
 */
export function withMark(record: LabelRecord, before: LabelRecord | undefined): LabelRecord {
  const { unannounced: earlier, ...unmarked } = record;
  const last = earlier ?? before?.unannounced;
  if (!last && !isNews(record, before)) return unmarked;
  const held = [...(last?.removed ?? []), ...Object.keys(before?.files ?? {})];
  const removed = [...new Set(held)].filter((key) => !(key in record.files)).sort();
  return { ...record, unannounced: { removed } };
}

function isNews({ status, files }: LabelRecord, before: LabelRecord | undefined): boolean {
  const earlier = before?.files ?? {};
  if ((status === 'exported') !== (before?.status === 'exported')) return true;
  const names = Object.keys(files);
  return (
    names.length !== Object.keys(earlier).length || names.some((key) => files[key]?.sha256 !== earlier[key]?.sha256)
  );
}
