import { pathLine, pathRing } from '../../label/curve.ts';
import { ellipseRing } from '../../label/ellipse.ts';
import { corners } from '../../label/geometry.ts';
import type { Category, Position, ShapeOf } from '../../label/label.ts';
import { maskBounds } from '../../label/mask.ts';
import { rasterise } from '../../label/rasterise.ts';
import { visibleParts } from '../visible-parts.ts';
import { decimal } from '../xml.ts';
import { backOf, facesOf, uprightOrder } from './cuboid.ts';
import { cut } from './mask-rectangle.ts';
import type { Drawn, DrawnKind, Reason, Size } from './seam.ts';
import { drawSkeleton } from './skeleton.ts';

/** Pixels from 0, to a millionth. Nothing is clipped: CVAT holds what lies outside, and shapes keep their form. */
export const drawIn = (size: Size, shape: ShapeOf<DrawnKind>, template: Category['skeleton']): Drawn =>
  shape.kind === 'skeleton' ? drawSkeleton(shape, template, size) : drawings[shape.kind](shape as never, size);

type PlainKind = Exclude<DrawnKind, 'skeleton'>;

const drawings: { readonly [Kind in PlainKind]: (shape: ShapeOf<Kind>, size: Size) => Drawn } = {
  box(box, size) {
    const { x, y, width, height, rotationDegrees } = box;
    const edges = { xtl: decimal(x), ytl: decimal(y), xbr: decimal(x + width), ybr: decimal(y + height) };
    return shown([corners(box)], size, 'box', { ...edges, ...rotation(rotationDegrees) });
  },
  polygon({ polygons }, size) {
    const [ring = [], ...others] = polygons.flat();
    return others.length === 0 ? drawRing(ring, size) : drawSeveral(polygons, size);
  },
  polyline: ({ points }, size) => drawLine(points, size),
  point: ({ x, y }, size) =>
    meets([x, y], [x, y], size) ? held('points', { points: pairs([[x, y]]) }) : nothing('outside-image'),
  ellipse(ellipse, size) {
    const { x, y, radiusX, radiusY, rotationDegrees } = ellipse;
    const fields = { cx: decimal(x), cy: decimal(y), rx: decimal(radiusX), ry: decimal(radiusY) };
    return shown([ellipseRing(ellipse)], size, 'ellipse', { ...fields, ...rotation(rotationDegrees) });
  },
  path(path, size) {
    const ring = pathRing(path);
    if (ring) return drawRing(ring, size);
    const line = pathLine(path);
    if (line && line.length > 1) return drawLine(line, size);
    if (line || (path.closed && path.vertices.length < 3)) return nothing('no-area');
    return { omitted: [{ code: 'shape-not-held', detail: 'path that branches' }] };
  },
  mask: (mask) => drawMask(mask),
  'perspective-cuboid': drawCuboid,
};

const held = (tag: string, fields: Readonly<Record<string, string>>): Drawn => ({
  drawing: { tag, fields },
  omitted: [],
});
const nothing = (code: Reason['code']): Drawn => ({ omitted: [{ code }] });

/** The element, unless the image shows no part of any of the rings. */
function shown(rings: readonly Position[][], size: Size, tag: string, fields: Readonly<Record<string, string>>): Drawn {
  const { visible, omitted } = visibleParts(
    rings.map((ring) => [ring]),
    size,
  );
  return visible.length > 0 ? held(tag, fields) : { omitted };
}

const drawRing = (ring: Position[], size: Size): Drawn => shown([ring], size, 'polygon', { points: pairs(ring) });

/** One object is one element. CVAT's polygon has one ring, so that several, and holes, are the mask of their pixels. */
function drawSeveral(polygons: ShapeOf<'polygon'>['polygons'], size: Size): Drawn {
  const { visible, omitted } = visibleParts(polygons, size);
  if (visible.length === 0) return { omitted };
  const { drawing, ...why } = drawMask(rasterise(polygons, size));
  if (!drawing) return why;
  return { drawing, omitted: [...omitted, { code: 'outline-not-held', detail: 'polygon' }] };
}

function drawLine(points: readonly Position[], size: Size): Drawn {
  const isSeen = points.some((point, index) => meets(points[index - 1] ?? point, point, size));
  return isSeen ? held('polyline', { points: pairs(points) }) : nothing('outside-image');
}

/** Runs row by row inside the rectangle around the foreground, beginning with background. */
function drawMask(mask: ShapeOf<'mask'>): Drawn {
  const bounds = maskBounds(mask);
  if (!bounds) return nothing('no-area');
  const { x, y, width, height } = bounds;
  return held('mask', {
    rle: cut(mask, bounds).counts.join(', '),
    left: String(x),
    top: String(y),
    width: String(width),
    height: String(height),
  });
}

/** CVAT names the corners behind as one who stands behind would: its back left ones are those behind the right side. */
function drawCuboid(cuboid: ShapeOf<'perspective-cuboid'>, size: Size): Drawn {
  const back = backOf(cuboid);
  if (!back.flat().every((coordinate) => Math.abs(coordinate) <= farthest)) {
    return { omitted: [{ code: 'shape-not-held', detail: 'perspective-cuboid whose back is too far away' }] };
  }
  const [topLeft, bottomLeft, topRight, bottomRight] = uprightOrder(cuboid.front);
  const named = [
    ['tl1', cuboid.front[topLeft]],
    ['bl1', cuboid.front[bottomLeft]],
    ['tr1', cuboid.front[topRight]],
    ['br1', cuboid.front[bottomRight]],
    ['tl2', back[topRight]],
    ['bl2', back[bottomRight]],
    ['tr2', back[topLeft]],
    ['br2', back[bottomLeft]],
  ] as const;
  const fields = named.flatMap(([name, [x, y] = [0, 0]]) => [
    [`x${name}`, decimal(x)],
    [`y${name}`, decimal(y)],
  ]);
  return shown(facesOf(cuboid.front, back), size, 'cuboid', Object.fromEntries(fields));
}

/** A hundred times as far as a label's own positions may be; numbers of any size would need an exponent. */
const farthest = 1e9;

/** Degrees clockwise about the centre, from 0 to 360. */
function rotation(degrees: number): { readonly rotation?: string } {
  const turned = decimal((((Math.round(degrees * 1e6) % 360e6) + 360e6) % 360e6) / 1e6);
  return turned === '0' ? {} : { rotation: turned };
}

const pairs = (points: readonly Position[]) => points.map(([x, y]) => `${decimal(x)},${decimal(y)}`).join(';');

/** Whether a side has a position inside the image, its border included: Liang and Barsky, https://doi.org/10.1145/357332.357333 */
function meets(from: Position, to: Position, { width, height }: Size): boolean {
  let [first, last] = [0, 1];
  for (const [start, end, most] of [
    [from[0], to[0], width],
    [from[1], to[1], height],
  ] as const) {
    if (start === end && (start < 0 || start > most)) return false;
    const [toOrigin, toEnd] = [-start / (end - start), (most - start) / (end - start)];
    if (start !== end) {
      first = Math.max(first, Math.min(toOrigin, toEnd));
      last = Math.min(last, Math.max(toOrigin, toEnd));
    }
  }
  return first <= last;
}
