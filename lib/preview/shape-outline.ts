import { pathLine, pathRing, pathSides } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { corners } from '../label/geometry.ts';
import type { Category, Position, Ring, Shape, ShapeKind, ShapeOf } from '../label/label.ts';
import { maskBounds } from '../label/mask.ts';
import { maskPolygons } from '../label/rings.ts';
import type { Line, Outline } from './outline.ts';
import { cuboidFromAbove, geoOutline, spaceLine } from './outline-of-places.ts';

type Template = Category['skeleton'];

/** What is drawn of a shape; nothing of a mask without pixels, of unlabelled keypoints, and of points of a cloud. */
export const outlineOf = (shape: Shape, template?: Template): Outline =>
  (outlines[shape.kind] as (drawn: Shape, template?: Template) => Outline)(shape, template);

const outlines: { readonly [Kind in ShapeKind]: (shape: ShapeOf<Kind>, template?: Template) => Outline } = {
  box: boxOutline,
  polygon: ({ polygons }) => ({ areas: polygons }),
  polyline: ({ points }) => ({ lines: [{ positions: points }] }),
  point: ({ x, y }) => ({ dots: [{ at: [x, y] }] }),
  ellipse: ellipseOutline,
  skeleton: skeletonOutline,
  path: pathOutline,
  mask: maskOutline,
  'perspective-cuboid': cuboidOutline,
  cuboid: cuboidFromAbove,
  'space-point': ({ position }) => ({ dots: spaceLine([position]).map((at) => ({ at })) }),
  'space-polyline': ({ points }) => ({ lines: [{ positions: spaceLine(points) }] }),
  'cloud-points': () => ({}),
  geo: ({ geometry }) => geoOutline(geometry),
};

/** Of what is smaller, coordinates are shares of the picture, or it is to be seen from near: a ring counts on pixels. */
const smallRadius = 2;
const enlarged = 500;

function ellipseOutline(ellipse: Omit<ShapeOf<'ellipse'>, 'kind'>): Outline {
  const { x, y, radiusX, radiusY } = ellipse;
  if (Math.max(radiusX, radiusY) >= smallRadius) return { areas: [[ellipseRing(ellipse)]] };
  const large = ellipseRing({ ...ellipse, x: 0, y: 0, radiusX: radiusX * enlarged, radiusY: radiusY * enlarged });
  return { areas: [[large.map(([right, down]): Position => [x + right / enlarged, y + down / enlarged])]] };
}

/** A turned box has a line from its centre to its own upper side: a box that is upside down looks different. */
function boxOutline(box: Omit<ShapeOf<'box'>, 'kind'>): Outline {
  const ring = corners(box);
  if (box.rotationDegrees === 0) return { areas: [[ring]] };
  const [first = [0, 0], second = [0, 0], third = [0, 0]] = ring;
  return { areas: [[ring]], lines: [{ positions: [middle(first, third), middle(first, second)] }] };
}

const middle = (one: Position, other: Position): Position => [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];

function skeletonOutline({ keypoints, box }: ShapeOf<'skeleton'>, template: Template): Outline {
  const labelled = keypoints.filter(({ visibility }) => visibility > 0);
  const placeOf = new Map(labelled.map(({ name, x, y }): [string, Position] => [name, [x, y]]));
  const edges = (template?.edges ?? []).flatMap((edge): Line[] => {
    const [from, to] = edge.map((index) => placeOf.get(template?.keypoints[index] ?? ''));
    return from && to ? [{ positions: [from, to] }] : [];
  });
  const around = box ? [{ positions: closed(corners(box)), isDashed: true }] : [];
  return {
    lines: [...around, ...edges],
    dots: labelled.map(({ name, x, y, visibility }) => ({ at: [x, y], name, isHidden: visibility === 1 })),
  };
}

const closed = (ring: Ring): Position[] => [...ring, ...ring.slice(0, 1)];

function pathOutline(path: ShapeOf<'path'>): Outline {
  const ring = pathRing(path);
  if (ring) return { areas: [[ring]] };
  const [only, ...more] = path.vertices;
  if (only && more.length === 0) return { dots: [{ at: [only.x, only.y] }] };
  const line = pathLine(path);
  return { lines: (line ? [line] : pathSides(path)).map((positions) => ({ positions })) };
}

/** An outline of more runs would take megabytes of SVG: such a mask is drawn as the dashed box around it. */
const mostRuns = 200_000;
export const isTooDetailed = (shape: Shape): boolean => shape.kind === 'mask' && shape.counts.length > mostRuns;

function maskOutline(mask: ShapeOf<'mask'>): Outline {
  if (!isTooDetailed(mask)) return { areas: maskPolygons(mask) };
  const bounds = maskBounds(mask);
  return bounds ? { lines: [{ positions: closed(corners({ ...bounds, rotationDegrees: 0 })), isDashed: true }] } : {};
}

function cuboidOutline({ front, back }: ShapeOf<'perspective-cuboid'>): Outline {
  const behind = front.map(([x, y]): Position => {
    if (back.by === 'offset') return [x + back.x, y + back.y];
    const [toX, toY] = back.point;
    return [toX + (x - toX) * back.ratio, toY + (y - toY) * back.ratio];
  });
  const joints = front.map((corner, index) => ({ positions: [corner, behind[index] ?? corner] }));
  return { areas: [[[...front]]], lines: [{ positions: closed(behind) }, ...joints] };
}
