import type { Tiles } from './tiles.ts';

/** https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/asset_attachment.py */
export const attachmentTypes = [
  'VIDEO',
  'IMAGE',
  'IMAGE_OVERLAY',
  'HTML',
  'RAW_TEXT',
  'TEXT_URL',
  'PDF_URL',
  'CAMERA_IMAGE',
] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

export type Attachment = { readonly type: AttachmentType; readonly value: string; readonly name?: string };

/**
 * One line of the import file, in the words of Labelbox's SDK; metadata by name, which becomes an id when it is sent.
 * https://docs.labelbox.com/reference/data-import-format-overview
 */
export type ImportRow = {
  readonly row_data: string | { readonly pdf_url: string; readonly text_layer_url: string } | TileLayer;
  readonly global_key: string;
  readonly external_id: string;
  readonly media_type: string;
  readonly metadata_fields?: readonly MetadataValue[];
  readonly attachments?: readonly Attachment[];
};

export type MetadataValue = { readonly name: string; readonly value: string | number };

type TileLayer = { readonly tile_layer_url: string } & Tiles;

/** The address of the object itself, wherever in the row it stands. */
export function addressIn({ row_data: data }: Pick<ImportRow, 'row_data'>): string {
  if (typeof data === 'string') return data;
  return 'pdf_url' in data ? data.pdf_url : data.tile_layer_url;
}
