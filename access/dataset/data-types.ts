const mebibyte = 1024 * 1024;

export type DataType = {
  /** As Labelbox writes it in a data row: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/media_type.py */
  readonly mediaType: string;
  /** What an object's bytes must be. */
  readonly contents: readonly string[];
  /** Without the dot, in small letters; what `--trust-extensions` goes by. */
  readonly extensions: readonly string[];
  readonly largestBytes?: number;
};

/** Types of data, and what Labelbox takes as such: https://docs.labelbox.com/docs/supported-data-types */
export const dataTypes = {
  image: {
    mediaType: 'IMAGE',
    contents: ['image/jpeg', 'image/png', 'image/bmp'],
    extensions: ['jpg', 'jpeg', 'png', 'bmp'],
  },
  video: { mediaType: 'VIDEO', contents: ['video/mp4'], extensions: ['mp4'], largestBytes: 1024 * mebibyte },
  text: { mediaType: 'TEXT', contents: ['text/plain', 'application/json'], extensions: ['txt'] },
  audio: { mediaType: 'AUDIO', contents: ['audio/mpeg', 'audio/wav'], extensions: ['mp3', 'wav'] },
  dicom: { mediaType: 'DICOM', contents: ['application/dicom'], extensions: ['dcm'] },
  document: { mediaType: 'PDF', contents: ['application/pdf'], extensions: ['pdf'] },
  conversation: { mediaType: 'CONVERSATIONAL', contents: ['application/json'], extensions: ['json'] },
  geospatial: {
    mediaType: 'TMS_GEO',
    contents: ['image/tiff', 'application/vnd.nitf'],
    extensions: ['tif', 'tiff', 'ntf', 'nitf'],
  },
} as const satisfies Record<string, DataType>;

export type DataTypeId = keyof typeof dataTypes;

/** After the last dot of the last part of the key, in small letters; '' where there is none. */
export const extensionOf = (key: string): string => /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? '';
