import type { Media } from '../../../label/label.ts';
import { type FieldPath, invalidAt, quoted } from '../../kit/fields.ts';
import type { Timeline } from './places.ts';

/** What a unit is, and what its labels and the ranges of answers are counted in. */
export type Kind = { readonly media: Media; readonly timeline: Timeline };

export const kinds = {
  image: { media: 'image', timeline: 'whole' },
  video: { media: 'video', timeline: 'frames' },
  volume: { media: 'volume', timeline: 'frames' },
  document: { media: 'document', timeline: 'pages' },
  audio: { media: 'audio', timeline: 'milliseconds' },
  text: { media: 'text', timeline: 'characters' },
  html: { media: 'html', timeline: 'characters' },
  series: { media: 'timeseries', timeline: 'series' },
  cloud: { media: 'pointcloud', timeline: 'whole' },
  scene: { media: 'pointcloud', timeline: 'frames' },
  continuousScene: { media: 'pointcloud', timeline: 'nanoseconds' },
} as const satisfies Readonly<Record<string, Kind>>;

/** Media that shapes are drawn on, in fractions of their width and height. */
export const isPicture = (media: Media): boolean => pictures.has(media);
const pictures: ReadonlySet<Media> = new Set<Media>(['image', 'video', 'volume', 'document']);

/** A data group's own data unit stands for nothing: its members are the row's spaces. */
const dataGroup = 'group';

/** The `data_type` of a row → what its data units are. */
const kindsOfRows: Readonly<Record<string, Kind | undefined>> = {
  image: kinds.image,
  img_group: kinds.image, // image sequences, too
  video: kinds.video,
  dicom: kinds.volume,
  dicom_study: kinds.volume,
  nifti: kinds.volume,
  pdf: kinds.document,
  audio: kinds.audio,
  plain_text: kinds.text, // web pages, too
  time_series: kinds.series,
  scene: kinds.scene,
  [dataGroup]: undefined,
};

/** `space_type` → what the unit is. */
const kindsOfSpaces: Readonly<Record<string, Kind>> = {
  image: kinds.image,
  scene_image: kinds.image,
  image_sequence: kinds.video, // keyed by frames, unlike a row of that kind
  video: kinds.video,
  medical_file: kinds.volume,
  medical_stack: kinds.volume,
  pdf: kinds.document,
  audio: kinds.audio,
  text: kinds.text,
  html: kinds.html,
  time_series: kinds.series,
  point_cloud: kinds.cloud,
};

const looked = <Value>(table: Readonly<Record<string, Value>>, field: string, word: string, path: FieldPath): Value => {
  if (Object.hasOwn(table, word)) return table[word] as Value;
  const supported = Object.keys(table).join(', ');
  throw invalidAt(path, `${field} ${quoted(word)} is not supported (supported: ${supported})`);
};

/** Nothing for a data group. */
export const kindOfRow = (dataType: string, path: FieldPath): Kind | undefined =>
  looked(kindsOfRows, 'data_type', dataType, path);

export const kindOfSpace = (type: string, path: FieldPath): Kind => looked(kindsOfSpaces, 'space_type', type, path);
