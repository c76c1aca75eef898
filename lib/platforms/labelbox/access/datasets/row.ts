import type { Attachment, DataType, DataTypeId, FitObject, MetadataValue, Tiles } from '../../../access.ts';

const mebibyte = 1024 * 1024;

/**
 * What Labelbox takes as data of each type: https://docs.labelbox.com/docs/supported-data-types; `mediaType` is the word for it
 * in a data row: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/media_type.py
 */
export const types = {
  image: {
    mediaType: 'IMAGE',
    contents: ['image/jpeg', 'image/png', 'image/bmp'],
    extensions: ['jpg', 'jpeg', 'png', 'bmp'],
  },
  geospatial: {
    mediaType: 'TMS_GEO',
    contents: ['image/tiff', 'application/vnd.nitf'],
    extensions: ['tif', 'tiff', 'ntf', 'nitf'],
  },
  video: { mediaType: 'VIDEO', contents: ['video/mp4'], extensions: ['mp4'], largestBytes: 1024 * mebibyte },
  audio: { mediaType: 'AUDIO', contents: ['audio/mpeg', 'audio/wav'], extensions: ['mp3', 'wav'] },
  dicom: { mediaType: 'DICOM', contents: ['application/dicom'], extensions: ['dcm'] },
  document: { mediaType: 'PDF', contents: ['application/pdf'], extensions: ['pdf'] },
  conversation: { mediaType: 'CONVERSATIONAL', contents: ['application/json'], extensions: ['json'] },
  text: { mediaType: 'TEXT', contents: ['text/plain', 'application/json'], extensions: ['txt'] },
} as const satisfies Record<DataTypeId, DataType & { readonly mediaType: string }>;

/** https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/asset_attachment.py */
export const attachments = {
  types: ['VIDEO', 'IMAGE', 'IMAGE_OVERLAY', 'HTML', 'RAW_TEXT', 'TEXT_URL', 'PDF_URL', 'CAMERA_IMAGE'],
  textType: 'RAW_TEXT',
  typesByExtension: {
    jpg: 'IMAGE',
    jpeg: 'IMAGE',
    png: 'IMAGE',
    bmp: 'IMAGE',
    gif: 'IMAGE',
    mp4: 'VIDEO',
    html: 'HTML',
    txt: 'TEXT_URL',
    pdf: 'PDF_URL',
  },
};

/**
 * A data row in the words of Labelbox's SDK; metadata by name, which becomes an id when the row is sent.
 * https://docs.labelbox.com/reference/data-import-format-overview
 */
export type DataRow = {
  readonly row_data: string | { readonly pdf_url: string; readonly text_layer_url: string } | TileLayer;
  readonly global_key: string;
  readonly external_id: string;
  readonly media_type: string;
  readonly metadata_fields?: readonly MetadataValue[];
  readonly attachments?: readonly Attachment[];
};
type TileLayer = { readonly tile_layer_url: string } & Tiles;

export const rowOf = ({
  type,
  key,
  globalKey,
  tiles,
  metadata,
  attachments: attached,
  ...object
}: FitObject): DataRow => ({
  row_data: rowData({ ...object, tiles }),
  global_key: globalKey,
  external_id: key,
  media_type: tiles?.epsg === 'Simple' ? 'TMS_SIMPLE' : types[type].mediaType,
  ...(metadata.length > 0 ? { metadata_fields: metadata } : {}),
  ...(attached.length > 0 ? { attachments: attached } : {}),
});

function rowData({ url, textLayerUrl, tiles }: Pick<FitObject, 'url' | 'textLayerUrl'> & { tiles: Tiles | undefined }) {
  if (tiles) return { tile_layer_url: url, ...tiles };
  return textLayerUrl === undefined ? url : { pdf_url: url, text_layer_url: textLayerUrl };
}

export const identify = ({ row_data: data, global_key: globalKey, external_id: key }: DataRow) => ({
  key,
  globalKey,
  url: typeof data === 'string' ? data : 'pdf_url' in data ? data.pdf_url : data.tile_layer_url,
});
