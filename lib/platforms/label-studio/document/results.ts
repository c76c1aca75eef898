import { type Fields, fieldsOf, invalidAt, isGiven, textOf } from './fields.ts';

/** One entry of an annotation's `result`: https://labelstud.io/guide/task_format */
export type Result = {
  /** `result[3]` */
  readonly path: string;
  /** Shared by all results of one region. */
  readonly id: string;
  readonly fromName: string;
  readonly toName: string;
  readonly type: string;
  readonly value: Fields;
  /** Which of several pictures of one tag, from 0. */
  readonly item: number | undefined;
  readonly raw: Fields;
};

/** Relations have ends in place of a value. */
export type RelationResult = { readonly path: string; readonly raw: Fields };

export function readResults(list: readonly unknown[]): {
  results: readonly Result[];
  relations: readonly RelationResult[];
} {
  const results: Result[] = [];
  const relations: RelationResult[] = [];
  for (const [index, entry] of list.entries()) {
    const path = `result[${index}]`;
    const raw = fieldsOf(entry, path);
    if (raw.type === 'relation') relations.push({ path, raw });
    else results.push(readResult(raw, path, index));
  }
  return { results, relations };
}

function readResult(raw: Fields, path: string, index: number): Result {
  const rotation = raw.image_rotation;
  if (isGiven(rotation) && rotation !== 0) {
    throw invalidAt(
      `${path}.image_rotation`,
      'is not 0: which way round Label Studio then counts is not documented. Turn the picture back there and submit again',
    );
  }
  return {
    path,
    id: isGiven(raw.id) ? idOf(raw.id, `${path}.id`) : `result-${index}`, // predictions that a model wrote may have none
    fromName: textOf(raw.from_name, `${path}.from_name`),
    toName: textOf(raw.to_name, `${path}.to_name`),
    type: textOf(raw.type, `${path}.type`).toLowerCase(),
    value: fieldsOf(raw.value, `${path}.value`),
    item: itemOf(raw.item_index, `${path}.item_index`),
    raw,
  };
}

/** Ids are texts; tasks that were imported may number them. */
export const idOf = (id: unknown, path: string): string => (typeof id === 'number' ? String(id) : textOf(id, path));

function itemOf(item: unknown, path: string): number | undefined {
  if (!isGiven(item)) return undefined;
  if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
  throw invalidAt(path, 'must be a whole number from 0 on');
}
