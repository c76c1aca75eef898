import type { Media } from '../../../label/label.ts';
import { type FieldPath, invalidAt, quoted } from '../../kit/fields.ts';
import type { Timeline } from './places.ts';

/** What a unit is, and what its labels and the ranges of answers are counted in. */
export type UnitKind = { readonly media: Media; readonly timeline: Timeline };

export const unitKinds = {
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
} as const satisfies Readonly<Record<string, UnitKind>>;

/** Media that shapes are drawn on, in fractions of their width and height. */
export const isPicture = (media: Media): boolean => pictures.has(media);
const pictures: ReadonlySet<Media> = new Set<Media>(['image', 'video', 'volume', 'document']);

/** The data unit of a data group is not a unit: the members of the group are the row's spaces. */
const dataGroup = 'group';

/** The `data_type` of a row → what its data units are. */
const kindsOfRows: Readonly<Record<string, UnitKind | undefined>> = {
  image: unitKinds.image,
  img_group: unitKinds.image, // image sequences, too
  video: unitKinds.video,
  dicom: unitKinds.volume,
  dicom_study: unitKinds.volume,
  nifti: unitKinds.volume,
  pdf: unitKinds.document,
  audio: unitKinds.audio,
  plain_text: unitKinds.text, // web pages, too
  time_series: unitKinds.series,
  scene: unitKinds.scene,
  [dataGroup]: undefined,
};

/** `space_type` → what the unit is. */
const kindsOfSpaces: Readonly<Record<string, UnitKind>> = {
  image: unitKinds.image,
  scene_image: unitKinds.image,
  image_sequence: unitKinds.video, // keyed by frames, unlike a row of that kind
  video: unitKinds.video,
  medical_file: unitKinds.volume,
  medical_stack: unitKinds.volume,
  pdf: unitKinds.document,
  audio: unitKinds.audio,
  text: unitKinds.text,
  html: unitKinds.html,
  time_series: unitKinds.series,
  point_cloud: unitKinds.cloud,
};

/** undefined for a data group. */
export const kindOfRow = (dataType: string, path: FieldPath): UnitKind | undefined =>
  lookUp(kindsOfRows, 'data_type', dataType, path);

/** Whether a space of this type is a unit: the root of a plain data group is none. */
export const isUnit = (spaceType: string): boolean => Object.hasOwn(kindsOfSpaces, spaceType);

export const kindOfSpace = (spaceType: string, path: FieldPath): UnitKind =>
  lookUp(kindsOfSpaces, 'space_type', spaceType, path);

function lookUp<Kind>(table: Readonly<Record<string, Kind>>, field: string, word: string, path: FieldPath): Kind {
  if (Object.hasOwn(table, word)) return table[word] as Kind;
  if (word === 'deleted') {
    throw invalidAt(
      path.at(field),
      'must be the kind of the data that was labelled, but is "deleted": the data was deleted in Encord, and nothing says any more what the labels are about',
    );
  }
  const supported = Object.keys(table).join(', ');
  throw invalidAt(path.at(field), `must be a supported kind of data (${supported}), but is ${quoted(word)}`);
}
