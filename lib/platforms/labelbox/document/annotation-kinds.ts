import type { Attribute, Media, Place, Shape } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, quoted, textIn } from '../../kit/fields.ts';
import type { Degenerate } from '../../kit/kept-shape.ts';
import type { KnownKeys } from '../../kit/known-keys.ts';
import { objectKeys } from './known-keys.ts';
import { type Masks, maskIn } from './masks.ts';
import { type Contents, messagePlace, pagePlace, type ToPlace, textPlace, tokensPlace } from './places.ts';
import { multiSelection, ranking, singleSelection, type ToSelection } from './selections.ts';
import { boxOf, geoOf, pointOf, polygonOf, polylineOf } from './shapes.ts';

export type Surroundings = { readonly contents: Contents; readonly masks: Masks };

/** What the kind of an object says about it. */
type Read = {
  /** Absent where the place is that of the list in which the object was found. */
  readonly at?: Place;
  readonly shape?: Shape | Degenerate;
  /** For a kind that is a question about messages rather than a thing. */
  readonly answers?: readonly Attribute[];
};

type Kind = {
  readonly media: Media;
  readonly keys: KnownKeys;
  read(object: Fields, path: FieldPath, surroundings: Surroundings): Read;
};

type ShapeReader = (object: Fields, path: FieldPath, surroundings: Surroundings) => Shape | Degenerate;

const maskOf: ShapeReader = (object, path, { masks }) => maskIn(object, path, masks);

const geometries: Readonly<Record<string, readonly [ShapeReader, ...keys: string[]]>> = {
  BoundingBox: [boxOf, 'bounding_box'],
  Polygon: [polygonOf, 'polygon'],
  Polyline: [polylineOf, 'line'],
  Point: [pointOf, 'point'],
  SegmentationMask: [maskOf, 'mask', 'composite_mask'],
  Mask: [maskOf, 'mask', 'composite_mask'],
};

const pictures = { Image: 'image', Video: 'video', DICOM: 'volume' } as const satisfies Record<string, Media>;

/** A kind is named after a medium and a geometry: `ImagePolygon`, `VideoPolyline`. */
const onPicture = ([prefix, media]: [prefix: string, media: Media]): [string, Kind][] =>
  Object.entries(geometries).map(([geometry, [shapeOf, ...keys]]) => [
    prefix + geometry,
    one(media, keys, (object, path, around) => ({ shape: shapeOf(object, path, around) })),
  ]);

/** A mask has no GeoJSON: where its pixels lie on the map is not documented. */
const onMap = ['BoundingBox', 'Polygon', 'Polyline', 'Point'];

const one = (media: Media, keys: readonly string[], read: Kind['read']): Kind => ({
  media,
  keys: objectKeys(keys),
  read,
});

const placed =
  (toPlace: ToPlace): Kind['read'] =>
  (object, path, { contents }) => ({ at: toPlace(object, path, contents) });

const selected =
  (toSelection: ToSelection): Kind['read'] =>
  (object, path) =>
    toSelection(object, path);

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...Object.entries(pictures).flatMap(onPicture),
  ...onMap.map((geometry): [string, Kind] => [
    `Geo${geometry}`,
    one('geospatial', ['geojson'], (object, path) => ({ shape: geoOf(object, path) })),
  ]),
  ...Object.entries(geometries).map(([geometry, [shapeOf, ...keys]]): [string, Kind] => [
    `Document${geometry}`,
    one('document', [...keys, 'page_number', 'page_dimensions'], (object, path, around) => ({
      at: pagePlace(object, path, around.contents),
      shape: shapeOf(object, path, around),
    })),
  ]),
  ['TextEntity', one('text', ['location'], placed(textPlace))],
  ['DocumentEntityToken', one('document', ['location', 'page_number', 'page_dimensions'], placed(tokensPlace))],
  ['ConversationalTextEntity', one('conversation', ['conversational_location'], placed(messagePlace))],
  ['MessageSingleSelection', one('conversation', ['selected_message'], selected(singleSelection))],
  ['MessageMultiSelection', one('conversation', ['selected_messages'], selected(multiSelection))],
  ['MessageRanking', one('conversation', ['ranked_messages'], selected(ranking))],
]);

/** Undefined for a kind that is not known here. */
export const kindNamed = (name: unknown): Kind | undefined => (typeof name === 'string' ? kinds.get(name) : undefined);

/** For an object of a kind that is not known here. */
export const unknownKind = (name: string): string =>
  `is of kind ${quoted(name)}, which is not supported yet. lib/platforms/labelbox/README.md lists the kinds that are`;

/** Tiles that lie on no map (`Simple`) are annotated in pixels. */
const suits = (kind: Media, media: Media): boolean => kind === media || (kind === 'image' && media === 'geospatial');

/** Undefined for a kind that is not known here. */
export function kindOfObject(object: Fields, path: FieldPath, media: Media): Kind | undefined {
  const name = textIn(object, 'annotation_kind', path);
  const kind = kinds.get(name);
  if (kind && !suits(kind.media, media)) {
    throw invalidAt(path, `is of kind ${quoted(name)}, which belongs to media ${kind.media}, but this is ${media}`);
  }
  return kind;
}
