import { cleanDocument } from '../../kit/clean.ts';
import { isFields } from './fields.ts';

/** What people are called, next to the number that says who they are. */
const personal = ['created_username', 'first_name', 'last_name', 'username', 'avatar', 'initials', 'phone'];
/** A project's key to its own API, which stands in every project that Label Studio sends. */
const secret = ['token', 'task_data_password', 'access_token'];
/** Written anew at every fetch, or a copy of what stands beside it: kept, it would make each fetch of an unchanged label differ. */
const changing = ['created_ago', 'annotations_results', 'predictions_results', 'annotations_ids', 'predictions_score'];

const dropped = new Set([...personal, ...secret, ...changing]);

/** Drops bookkeeping of tasks, annotations and users; what a person labelled (`data`, `result`) keeps all of its fields. */
const kept = new Set(['data', 'result', 'meta']);

export const clean = (document: unknown): unknown => cleanDocument(withoutDropped(document));

function withoutDropped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDropped);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (dropped.has(key)) return [];
      return [[key, kept.has(key) ? inner : withoutDropped(inner)]];
    }),
  );
}
