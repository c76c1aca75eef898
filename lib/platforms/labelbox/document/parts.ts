import { type FieldPath, type Fields, fieldsIn, isFields, isMissing, quoted } from '../../kit/fields.ts';
import { checkKeys, type KnownKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';

/** Missing, null, or a list or an object that holds nothing. */
export const isEmpty = (value: unknown): boolean =>
  isMissing(value) || (Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0);

/** An object that may be left out, or be an empty list: some languages write an empty map so. */
export const optionalMapIn = (fields: Fields, key: string, path: FieldPath): Fields =>
  isEmpty(fields[key]) ? {} : fieldsIn(fields, key, path);

/** What people say about annotations, and not what they annotate. */
const remarks = new Set([
  ...['issues', 'comments', 'reviews', 'notes', 'tags', 'metadata', 'metadata_fields', 'attachments'],
  ...['metrics', 'custom_metrics'],
]);

/**
 * Looks at the parts that nobody reads. A list or an object that may hold annotations refuses the label, as a kind that is
 * not known; what holds none is unread.
 */
export function onlyParts(fields: Fields, known: ReadonlySet<string>, path: FieldPath, owner: string): void {
  for (const key in fields) {
    const value = fields[key];
    if (known.has(key) || isEmpty(value)) continue;
    if (typeof value !== 'object') checkKeys({ [key]: value }, nothingElse, path);
    else if (keys.parts.read.has(key) || (!remarks.has(key) && mayBeAnnotations(value))) {
      path.reading.unknownKind(
        { id: key },
        path.at(key),
        `is a part that ${owner} is not known to have${kindIn(value)}`,
      );
    } else path.reading.unread(path.at(key));
  }
}

/** The kind of the first object, for a list or a map of objects: it says best what nobody reads here. */
const kindIn = (part: object | null): string => {
  const [first] = Object.values(part ?? {});
  const kind = isFields(first) ? first.annotation_kind : undefined;
  return typeof kind === 'string' ? `: an object of kind ${quoted(kind)}` : '';
};

const nothingElse: KnownKeys = { ...keys.parts, read: new Set() };

/** Numbers in lists may be coordinates; these keys are those of objects and of questions. */
const mayBeAnnotations = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > deepest) return true;
  if (Array.isArray(value)) return value.some((item) => typeof item === 'number' || mayBeAnnotations(item, depth + 1));
  return Object.entries(value).some(
    ([key, item]) => /^(feature_id|annotation_kind|.+_answers?)$/.test(key) || mayBeAnnotations(item, depth + 1),
  );
};

const deepest = 20;
