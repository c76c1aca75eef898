import type { Json } from '../../testing.ts';

/** The hashes in all lists `objects` and `classifications` in `labels` of data units and spaces, without those that are deleted. */
export const idsIn = ({ data_units, spaces }: Json): readonly string[] =>
  [data_units, spaces]
    .flatMap((units) => (isJson(units) ? Object.values(units) : []))
    .flatMap((unit) => (isJson(unit) ? listsIn(unit.labels) : []))
    .flat()
    .flatMap((item) => (isJson(item) && item.isDeleted !== true ? [item.objectHash, item.classificationHash] : []))
    .filter((hash) => typeof hash === 'string');

/** At any depth, but not below a key `value`, which is a name in Encord's own spelling. */
const listsIn = (part: unknown): (readonly unknown[])[] => {
  if (!isJson(part)) return [];
  const { value: _name, ...fields } = part;
  const lists = [fields.objects, fields.classifications].filter((list) => Array.isArray(list));
  return [...lists, ...Object.values(fields).flatMap(listsIn)];
};

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
