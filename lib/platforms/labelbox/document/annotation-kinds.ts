import type { Attribute, Media, Place, Shape } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, quoted, textIn } from '../../kit/fields.ts';
import type { Degenerate } from '../../kit/kept-shape.ts';
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
  read(object: Fields, path: FieldPath, surroundings: Surroundings): Read;
};

type ShapeReader = (object: Fields, path: FieldPath, surroundings: Surroundings) => Shape | Degenerate;

const geometries: Readonly<Record<string, ShapeReader>> = {
  BoundingBox: boxOf,
  Polygon: polygonOf,
  Polyline: polylineOf,
  Point: pointOf,
  SegmentationMask: (object, path, { masks }) => maskIn(object, path, masks),
  Mask: (object, path, { masks }) => maskIn(object, path, masks),
};

const pictures = { Image: 'image', Video: 'video', DICOM: 'volume' } as const satisfies Record<string, Media>;

/** A kind is named after a medium and a geometry: `ImagePolygon`, `VideoPolyline`, `GeoPoint`. */
const each = (prefix: string, media: Media, readOf: (shapeOf: ShapeReader) => Kind['read']): [string, Kind][] =>
  Object.entries(geometries).map(([geometry, shapeOf]) => [prefix + geometry, { media, read: readOf(shapeOf) }]);

const placed =
  (toPlace: ToPlace): Kind['read'] =>
  (object, path, { contents }) => ({ at: toPlace(object, path, contents) });

const selected =
  (toSelection: ToSelection): Kind['read'] =>
  (object, path) =>
    toSelection(object, path);

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...Object.entries(pictures).flatMap(([prefix, media]) =>
    each(prefix, media, (shapeOf) => (object, path, around) => ({ shape: shapeOf(object, path, around) })),
  ),
  ...each('Geo', 'geospatial', () => (object, path) => ({ shape: geoOf(object, path) })),
  ...each('Document', 'document', (shapeOf) => (object, path, around) => ({
    at: pagePlace(object, path, around.contents),
    shape: shapeOf(object, path, around),
  })),
  ['TextEntity', { media: 'text', read: placed(textPlace) }],
  ['DocumentEntityToken', { media: 'document', read: placed(tokensPlace) }],
  ['ConversationalTextEntity', { media: 'conversation', read: placed(messagePlace) }],
  ['MessageSingleSelection', { media: 'conversation', read: selected(singleSelection) }],
  ['MessageMultiSelection', { media: 'conversation', read: selected(multiSelection) }],
  ['MessageRanking', { media: 'conversation', read: selected(ranking) }],
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
