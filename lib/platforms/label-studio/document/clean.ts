import { cleanDocument } from '../../kit/clean.ts';
import { isFields } from '../../kit/fields.ts';

/** Names of people, beside the number that identifies them. */
const personal = ['created_username', 'first_name', 'last_name', 'username', 'avatar', 'initials', 'phone'];
/** A project's key to its own API, which every project that Label Studio sends has. */
const secret = ['token', 'task_data_password', 'access_token'];
/** Different at every fetch, or a copy of other fields: kept, it would make two fetches of an unchanged label differ. */
const changing = ['created_ago', 'annotations_results', 'predictions_results', 'annotations_ids', 'predictions_score'];

const dropped = new Set([...personal, ...secret, ...changing]);

/** What a person labelled keeps all of its fields; only the bookkeeping of tasks, annotations and users loses some. */
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
