import { isFields } from '../../kit/fields.ts';
import type { MediaAddress } from '../../platform.ts';
import { contentsOf } from './contents.ts';

/** Where the words of a document are; undefined where its data row names no text layer. */
export function textLayerOf(row: unknown): MediaAddress | undefined {
  const details = isFields(row) && isFields(row.data_row) ? row.data_row : {};
  const contents = contentsOf(details.row_data);
  if (!isFields(contents)) return undefined;
  const url = contents.text_layer_url ?? contents.textLayerUrl;
  return typeof url === 'string' && url !== '' ? { url } : undefined;
}
