import type { Unit } from '../../../label/label.ts';
import { isFields } from '../../kit/fields.ts';
import type { MediaAddress } from '../../platform.ts';
import { contentsOf } from './contents.ts';

/** Where the words of a document are. Empty where its data row names no text layer; undefined for what is no document. */
export function textLayerOf(row: unknown, { media }: Pick<Unit, 'media'>): readonly MediaAddress[] | undefined {
  if (media !== 'document') return undefined;
  const details = isFields(row) && isFields(row.data_row) ? row.data_row : {};
  const contents = contentsOf(details.row_data);
  if (!isFields(contents)) return [];
  const url = contents.text_layer_url ?? contents.textLayerUrl;
  return typeof url === 'string' && url !== '' ? [{ url }] : [];
}
