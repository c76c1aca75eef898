import type { Format, OwnReader } from '../../lib/formats/format.ts';

/** The own reader of a format that has one. */
export async function readerOf({ id, ownReader }: Format): Promise<Required<OwnReader>> {
  if (!ownReader) throw new TypeError(`${id} must have a reader.`);
  return ownReader();
}
