import type { Origin } from '../../../label/label.ts';
import {
  asFields,
  asList,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  isMissing,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import type { Reading } from '../../kit/reading.ts';
import { keys } from './known-keys.ts';

/** One entry of an annotation's `result`: https://labelstud.io/guide/task_format */
export type Result = {
  /** `result[3]` */
  readonly path: FieldPath;
  /** All results of one region have the same. */
  readonly id: string;
  readonly fromName: string;
  readonly toName: string;
  readonly type: string;
  readonly value: Fields;
  /** Which of several pictures of one tag, from 0. */
  readonly item: number | undefined;
  readonly origin: Origin | undefined;
  readonly raw: Fields;
};

/** Relations have ends in place of a value. */
export type RelationResult = { readonly path: FieldPath; readonly raw: Fields };

export function readResults(
  list: readonly unknown[],
  reading: Reading,
): { results: readonly Result[]; relations: readonly RelationResult[] } {
  const results: Result[] = [];
  const relations: RelationResult[] = [];
  const listPath = reading.at('result');
  for (const [index, entry] of list.entries()) {
    const path = listPath.at(index);
    const raw = asFields(entry, path);
    if (raw.type === 'relation') {
      checkKeys(raw, keys.relation, path);
      relations.push({ path, raw });
    } else results.push(readResult(raw, path, index));
  }
  return { results, relations };
}

function readResult(raw: Fields, path: FieldPath, index: number): Result {
  const { id, image_rotation: rotation, item_index: item } = raw;
  checkKeys(raw, keys.result, path);
  // The editor turns the view: regions and sizes are stored as they are on the picture that is not turned.
  // https://github.com/HumanSignal/label-studio/blob/develop/web/libs/editor/src/tags/object/Image/Image.js
  if (!isMissing(rotation) && rotation !== 0) path.reading.unread(path.at('image_rotation'));
  return {
    path,
    id: isMissing(id) ? `result-${index}` : idIn(raw, 'id', path), // a prediction that a model wrote may have none
    fromName: textIn(raw, 'from_name', path),
    toName: textIn(raw, 'to_name', path),
    type: textIn(raw, 'type', path).toLowerCase(),
    value: fieldsIn(raw, 'value', path),
    item: isMissing(item) ? undefined : countIn(raw, 'item_index', path),
    origin: originIn(raw, path),
    raw,
  };
}

/** `prediction-changed`: a model made it, and a person changed it. https://labelstud.io/guide/task_format */
const origins: ReadonlyMap<unknown, Origin> = new Map([
  ['manual', 'person'],
  ['prediction', 'model'],
  ['prediction-changed', 'model-edited'],
]);

function originIn({ origin }: Fields, path: FieldPath): Origin | undefined {
  if (!isMissing(origin) && !origins.has(origin)) path.reading.unread(path.at('origin'));
  return origins.get(origin);
}

/** Ids are strings; tasks that were imported may have numbers. */
export function idIn(fields: Fields, key: string, path: FieldPath): string {
  const id = fields[key];
  return typeof id === 'number' ? String(id) : textIn(fields, key, path);
}

/** A list of strings, empty ones among them; a string alone counts as a list of one. */
export function asStrings(value: unknown, path: FieldPath): readonly string[] {
  if (typeof value === 'string') return [value];
  return asList(value, path).map((item, index) => {
    if (typeof item === 'string') return item;
    throw wrongKind(path.at(index), 'a string', item);
  });
}

/** What a map of ids has for an id; what follows `#` in it is the id of the annotation that it was copied in. */
export const idWithin = <Value>(map: ReadonlyMap<string, Value>, id: string): Value | undefined =>
  map.get(id) ?? map.get(id.replace(/#.*$/s, ''));
