import type { Shape, ShapeOf } from '../../../lib/label/label.ts';
import type { ResultItem } from './annotator.ts';

/** Of every image here. No square, and no round number: what is computed in percent does not come back right by chance. */
export const size = { width: 1001, height: 667 };

/** What a person draws, as pixels; and what the editor makes of it, as percent of the image. */
export type Drawing = {
  readonly id: string;
  readonly category: string;
  readonly shape: Shape;
  readonly item: ResultItem;
};

type Draw<Kind extends Shape['kind']> = Omit<ShapeOf<Kind>, 'kind'>;

const percentOfWidth = (x: number) => (x / size.width) * 100;
const percentOfHeight = (y: number) => (y / size.height) * 100;

const drawing = (
  id: string,
  category: string,
  shape: Shape,
  tool: string,
  fromName: string,
  value: object,
): Drawing => ({
  id,
  category,
  shape,
  item: {
    id,
    from_name: fromName,
    to_name: 'image',
    type: tool,
    origin: 'manual',
    original_width: size.width,
    original_height: size.height,
    image_rotation: 0,
    value: { ...value, [tool]: [category] },
  },
});

/**
 * A box, turned about its centre. The editor turns it about the corner that was its top-left one, and tells where that
 * corner now is: https://labelstud.io/guide/task_format#Image-annotation-units
 */
export function box(id: string, category: string, { x, y, width, height, rotationDegrees }: Draw<'box'>): Drawing {
  const radians = (rotationDegrees * Math.PI) / 180;
  const [across, down] = [-width / 2, -height / 2];
  const cornerX = x + width / 2 + across * Math.cos(radians) - down * Math.sin(radians);
  const cornerY = y + height / 2 + across * Math.sin(radians) + down * Math.cos(radians);
  return drawing(id, category, { kind: 'box', x, y, width, height, rotationDegrees }, 'rectanglelabels', 'box', {
    x: percentOfWidth(cornerX),
    y: percentOfHeight(cornerY),
    width: percentOfWidth(width),
    height: percentOfHeight(height),
    rotation: rotationDegrees,
  });
}

export const polygon = (id: string, category: string, ring: readonly (readonly [number, number])[]): Drawing =>
  drawing(id, category, { kind: 'polygon', polygons: [[ring.map(([x, y]) => [x, y])]] }, 'polygonlabels', 'polygon', {
    points: ring.map(([x, y]) => [percentOfWidth(x), percentOfHeight(y)]),
    closed: true,
  });

export const ellipse = (id: string, category: string, of: Draw<'ellipse'>): Drawing =>
  drawing(id, category, { kind: 'ellipse', ...of }, 'ellipselabels', 'ellipse', {
    x: percentOfWidth(of.x),
    y: percentOfHeight(of.y),
    radiusX: percentOfWidth(of.radiusX),
    radiusY: percentOfHeight(of.radiusY),
    rotation: of.rotationDegrees,
  });

export const point = (id: string, category: string, { x, y }: Draw<'point'>): Drawing =>
  drawing(id, category, { kind: 'point', x, y }, 'keypointlabels', 'point', {
    x: percentOfWidth(x),
    y: percentOfHeight(y),
    width: 0.25, // of the dot on the screen
  });

/** A keypoint of the pose whose rectangle has the id `pose`. */
export function joint(id: string, name: string, { x, y }: Draw<'point'>, pose: string): Drawing {
  const value = { x: percentOfWidth(x), y: percentOfHeight(y), width: 0.25 };
  const drawn = drawing(id, name, { kind: 'point', x, y }, 'keypointlabels', 'joint', value);
  return { ...drawn, item: { ...drawn.item, parentID: pose } };
}

/** Drawn while the picture was turned in the editor. */
export const turned = (drawn: Drawing, degrees: number): Drawing => ({
  ...drawn,
  item: { ...drawn.item, image_rotation: degrees },
});

/** `rle`: the pixels of the mask in Label Studio's own code. */
export const brush = (id: string, category: string, mask: Draw<'mask'>, rle: readonly number[]): Drawing =>
  drawing(id, category, { kind: 'mask', ...mask }, 'brushlabels', 'brush', { format: 'rle', rle });
