import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Attribute, Media, Place, Shape } from '../../../label/label.ts';
import { type Masks, maskIn } from './masks.ts';
import { type Fields, nameIn, type Path } from './parts.ts';
import { type Contents, messagePlace, pagePlace, type ToPlace, textPlace, tokensPlace } from './places.ts';
import { multiSelection, ranking, singleSelection, type ToSelection } from './selections.ts';
import { boxOf, geoOf, pointOf, polygonOf, polylineOf } from './shapes.ts';

export type Surroundings = { readonly contents: Contents; readonly masks: Masks };

/** What an object is, as far as its kind says. */
export type Read = {
  /** Absent: wherever the list stands that it was found in. */
  readonly at?: Place;
  readonly shape?: Shape;
  /** Of a kind that is a question about messages rather than a thing. */
  readonly answers?: readonly Attribute[];
};

export type Kind = {
  readonly media: Media;
  read(object: Fields, path: Path, surroundings: Surroundings): Read;
};

type ShapeReader = (object: Fields, path: Path, surroundings: Surroundings) => Shape;

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

/** Tiles of a map are annotated in pixels where they lie on no map (`Simple`). */
const suits = (kind: Media, media: Media): boolean => kind === media || (kind === 'image' && media === 'geospatial');

export function kindOfObject(object: Fields, path: Path, media: Media): Kind {
  const name = nameIn(object, 'annotation_kind', path);
  const kind = kinds.get(name);
  const shown = JSON.stringify(name.slice(0, 60));
  if (!kind) {
    throw new InvalidLabel(
      `${path} is of kind ${shown}, which is not supported yet. The kinds that are stand in lib/platforms/labelbox/README.md.`,
    );
  }
  if (!suits(kind.media, media)) {
    throw new InvalidLabel(`${path} is of kind ${shown}, which belongs to media ${kind.media}, and this is ${media}.`);
  }
  return kind;
}
