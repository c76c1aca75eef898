import type { Json } from '../../testing.ts';

/** The hashes of all objects and classifications that are not deleted, found without knowing how they are read. */
export const idsIn = ({ data_units, spaces, object_answers, classification_answers }: Json): readonly string[] => [
  ...hashesIn([data_units, spaces]),
  ...[object_answers, classification_answers].flatMap(placedHashesIn),
];

function hashesIn(value: unknown): string[] {
  if (!isJson(value) || value.isDeleted === true) return [];
  const own = [value.objectHash, value.classificationHash].filter((hash) => typeof hash === 'string');
  return [...own, ...Object.values(value).flatMap(hashesIn)];
}

/** An answer that names a place is about something that is there; the others may have been left behind by a deletion. */
const placedHashesIn = (answers: unknown): string[] =>
  Object.entries(isJson(answers) ? answers : {}).flatMap(([hash, answer]) => {
    const { range, spaces } = isJson(answer) ? answer : {};
    return Array.isArray(range) || Object.keys(isJson(spaces) ? spaces : {}).length > 0 ? [hash] : [];
  });

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
