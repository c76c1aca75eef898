import fc from 'fast-check';
import {
  type Annotation,
  type Label,
  type Media,
  mediaKinds,
  type Place,
  type Position,
  type Shape,
  type Unit,
} from '../../lib/label/label.ts';
import { placesOf } from '../../lib/label/unit.ts';
import { aLabel, anyName, pixels } from './labels.ts';

const size = { width: 64, height: 48 };
const frames = 20;
const coordinate = pixels({ min: -20, max: 90 });
const extent = pixels({ min: 0, max: 90 });
const degrees = pixels({ min: -360, max: 360 });
const position: fc.Arbitrary<Position> = fc.tuple(coordinate, coordinate);
const positions = (minLength: number) => fc.array(position, { minLength, maxLength: minLength + 3 });
const inSpace = fc.tuple(coordinate, coordinate, coordinate);

const keypoints = ['nose', 'left hand', 'right hand', 'nose'];
const skeleton = {
  keypoints,
  edges: [
    [0, 1],
    [0, 2],
  ] as [number, number][],
};

const vertex = fc
  .record({ x: coordinate, y: coordinate, control: fc.option(position), joinedTo: fc.option(fc.nat({ max: 5 })) })
  .map(({ x, y, control, joinedTo }) => ({
    x,
    y,
    ...(control ? { controlBefore: control } : {}),
    ...(joinedTo === null ? {} : { joinedTo }),
  }));

const anyShape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({
    kind: fc.constant('box' as const),
    x: coordinate,
    y: coordinate,
    width: extent,
    height: extent,
    rotationDegrees: degrees,
  }),
  fc.record({
    kind: fc.constant('ellipse' as const),
    x: coordinate,
    y: coordinate,
    radiusX: extent,
    radiusY: extent,
    rotationDegrees: degrees,
  }),
  fc.record({ kind: fc.constant('polygon' as const), polygons: fc.tuple(fc.tuple(positions(3))) }),
  fc.record({ kind: fc.constant('polyline' as const), points: positions(2) }),
  fc.record({ kind: fc.constant('point' as const), x: coordinate, y: coordinate }),
  fc.record({
    kind: fc.constant('skeleton' as const),
    keypoints: fc.array(
      fc.record({
        name: fc.constantFrom(...keypoints, 'tail'),
        x: coordinate,
        y: coordinate,
        visibility: fc.constantFrom(0 as const, 1 as const, 2 as const),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  }),
  fc.record({
    kind: fc.constant('path' as const),
    closed: fc.boolean(),
    vertices: fc
      .array(vertex, { minLength: 1, maxLength: 5 })
      .map((vertices) =>
        vertices.map(({ joinedTo, ...rest }) =>
          joinedTo === undefined ? rest : { ...rest, joinedTo: joinedTo % vertices.length },
        ),
      ),
  }),
  fc.nat({ max: size.width * size.height }).map((cut) => ({
    kind: 'mask' as const,
    ...size,
    counts: [cut, size.width * size.height - cut],
  })),
  fc.record({
    kind: fc.constant('perspective-cuboid' as const),
    front: fc.tuple(position, position, position, position),
    back: fc.record({ by: fc.constant('offset' as const), x: coordinate, y: coordinate }),
  }),
  fc.record({
    kind: fc.constant('cuboid' as const),
    position: inSpace,
    orientation: inSpace,
    size: fc.tuple(extent, extent, extent),
  }),
  fc.record({ kind: fc.constant('space-point' as const), position: inSpace }),
  fc.record({
    kind: fc.constant('space-polyline' as const),
    points: fc.array(inSpace, { minLength: 2, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('cloud-points' as const), counts: fc.array(fc.nat(), { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('geo' as const),
    geometry: fc.record({ type: fc.constant('Point' as const), coordinates: fc.tuple(coordinate, coordinate) }),
  }),
);

/** One place of each kind. */
const places: { readonly [Kind in Place['kind']]: Extract<Place, { kind: Kind }> } = {
  whole: { kind: 'whole' },
  frame: { kind: 'frame', frame: 7 },
  frames: { kind: 'frames', ranges: [{ start: 3, end: frames }] },
  page: { kind: 'page', page: 0 },
  time: { kind: 'time', ranges: [{ start: 0, end: 0.5 }] },
  text: { kind: 'text', ranges: [{ start: 1, end: 3 }] },
  markup: { kind: 'markup', ranges: [{ start: { xpath: '/p', offset: 0 }, end: { xpath: '/p', offset: 3 } }] },
  message: { kind: 'message', parts: [{ message: 'message-1' }] },
  tokens: { kind: 'tokens', groups: [{ page: 0, tokens: ['token-1'] }] },
  series: { kind: 'series', start: 1, end: 2 },
};

const anyUnit: fc.Arbitrary<Omit<Unit, 'id'>> = fc
  .record({
    name: anyName,
    media: fc.constantFrom(...mediaKinds, 'image' as const, 'image' as const),
    width: fc.constant(size.width),
    height: fc.constant(size.height),
    frames: fc.constant(frames),
  })
  .chain((unit) =>
    fc.constantFrom(undefined, undefined, 'relative' as const, 'points' as const).map((coordinates) => ({
      ...unit,
      ...(coordinates ? { coordinates } : {}),
    })),
  );

const anyAnnotation = (unit: string, media: Media): fc.Arbitrary<Omit<Annotation, 'id'>> =>
  fc
    .record({
      at: fc.constantFrom<Place>(places.whole, ...placesOf[media].map((kind) => places[kind])),
      shape: fc.option(anyShape, { nil: undefined }),
      isObject: fc.boolean(),
      track: fc.option(fc.constantFrom('track-1', 'track-2'), { nil: undefined }),
      named: fc.boolean(),
      related: fc.boolean(),
    })
    .map(({ at, shape, isObject, track, named, related }) => ({
      category: 'thing',
      unit,
      at,
      attributes: named ? [{ name: 'Rank', value: { kind: 'ranking' as const, items: ['a', 'b'] } }] : [],
      ...(shape ? { shape } : { categoryKind: isObject ? ('object' as const) : ('classification' as const) }),
      ...(track === undefined ? {} : { track }),
      ...(related ? { relations: [{ to: 'annotation-0', bothWays: true }] } : {}),
    }));

/** Any valid label of units of any media, with every kind of place and shape, relations and tracks. */
export const anyLabelOfAnyMedia = (): fc.Arbitrary<Label> =>
  fc.array(anyUnit, { minLength: 1, maxLength: 4 }).chain((drawn) => {
    const units = drawn.map((unit, index) => ({ id: `unit-${index}`, ...unit }));
    const annotation = fc.constantFrom(...units).chain(({ id, media }) => anyAnnotation(id, media));
    return fc.array(annotation, { minLength: 1, maxLength: 12 }).map((made) => {
      const annotations = made.map((parts, index) => ({ id: `annotation-${index}`, ...parts }));
      const tracked = new Map(annotations.flatMap(({ track, unit }) => (track === undefined ? [] : [[track, unit]])));
      return aLabel({
        categories: [
          { name: 'thing', kind: 'object', skeleton },
          { name: 'thing', kind: 'classification' },
        ],
        units,
        annotations,
        tracks: [...tracked].map(([id = '', unit = '']) => ({
          id,
          unit,
          frames: [{ start: 0, end: frames }],
          interpolation: 'linear',
        })),
      });
    });
  });
