import type { Keypoint, Position, Ring, Shape } from '../../label/label.ts';
import { childrenOf, numberOf, type XmlElement } from '../xml.ts';
import { backBy, type Side } from './cuboid.ts';
import { pasted } from './mask-rectangle.ts';
import type { Size } from './seam.ts';

/** The shape of an element of an image or of a track. */
export function shapeOf(object: XmlElement, size: Size): Shape {
  const number = (name: string) => numberIn(object, name);
  const rotationDegrees = object.attributes.rotation === undefined ? 0 : number('rotation');
  switch (object.name) {
    case 'box': {
      const [x, y, width, height] = [
        number('xtl'),
        number('ytl'),
        number('xbr') - number('xtl'),
        number('ybr') - number('ytl'),
      ];
      if (width < 0 || height < 0) throw new SyntaxError('A <box> must end after it begins, but does not.');
      return { kind: 'box', x, y, width, height, rotationDegrees };
    }
    case 'ellipse':
      return {
        kind: 'ellipse',
        x: number('cx'),
        y: number('cy'),
        radiusX: number('rx'),
        radiusY: number('ry'),
        rotationDegrees,
      };
    case 'polygon':
      return { kind: 'polygon', polygons: [[pointsIn(object, 3) as Ring]] };
    case 'polyline':
      return { kind: 'polyline', points: pointsIn(object, 2) };
    case 'points': {
      const [x, y] = onePointIn(object);
      return { kind: 'point', x, y };
    }
    case 'mask':
      return maskOf(object, size);
    case 'skeleton':
      return { kind: 'skeleton', keypoints: childrenOf(object, 'points').map(keypointOf) };
    case 'cuboid':
      return cuboidOf(object);
    default:
      throw new SyntaxError(`An object must be an element of CVAT for images, but is <${object.name}>.`);
  }
}

function maskOf(object: XmlElement, size: Size): Shape {
  const [x, y] = [wholeIn(object, 'left'), wholeIn(object, 'top')];
  const [width, height] = [wholeIn(object, 'width'), wholeIn(object, 'height')];
  const texts = fieldOf(object, 'rle').split(',');
  const counts = texts.map((text) => (/^ *\d+ *$/.test(text) ? Number(text) : Number.NaN));
  const isInside = x + width <= size.width && y + height <= size.height;
  if (!isInside || counts.reduce((sum, run) => sum + run, 0) !== width * height) {
    throw new SyntaxError('The rle of a <mask> must fill a rectangle inside the picture, but does not.');
  }
  return { kind: 'mask', ...pasted({ width, height, counts }, { x, y }, size) };
}

function keypointOf(points: XmlElement): Keypoint {
  const [x, y] = onePointIn(points);
  const [isOutside, isOccluded] = [fieldOf(points, 'outside') === '1', fieldOf(points, 'occluded') === '1'];
  return { name: fieldOf(points, 'label'), x, y, visibility: isOutside ? 0 : isOccluded ? 1 : 2 };
}

/** The corners clockwise from the top left; those behind have the names of one who stands behind. */
function cuboidOf(object: XmlElement): Shape {
  const corner = (name: string): Position => [numberIn(object, `x${name}`), numberIn(object, `y${name}`)];
  const front: Side = [corner('tl1'), corner('tr1'), corner('br1'), corner('bl1')];
  const back = backBy(front, [corner('tr2'), corner('tl2'), corner('bl2'), corner('br2')]);
  if (!back) throw new SyntaxError('The back of a <cuboid> must be its front, moved or drawn together, but is not.');
  return { kind: 'perspective-cuboid', front, back };
}

function pointsIn(object: XmlElement, fewest: number): Position[] {
  const points = fieldOf(object, 'points')
    .split(';')
    .map((pair): Position => {
      const [x, y, ...more] = pair.split(',');
      if (more.length > 0) throw new SyntaxError(`A point of <${object.name}> must be x,y, but is more.`);
      return [numberOf(x, 'x of a point'), numberOf(y, 'y of a point')];
    });
  if (points.length < fewest)
    throw new SyntaxError(`<${object.name}> must have ${fewest} points or more, but has not.`);
  return points;
}

function onePointIn(object: XmlElement): Position {
  const [point, ...more] = pointsIn(object, 1);
  if (point && more.length === 0) return point;
  throw new SyntaxError(`<${object.name}> must have one point, but has several.`);
}

const numberIn = (object: XmlElement, name: string) => numberOf(object.attributes[name], `${name} of <${object.name}>`);

export function wholeIn(object: XmlElement, name: string): number {
  const number = numberIn(object, name);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new SyntaxError(`${name} of <${object.name}> must be a whole number from 0 on, but is not.`);
}

export function fieldOf({ name, attributes }: XmlElement, field: string): string {
  const text = attributes[field];
  if (text !== undefined) return text;
  throw new SyntaxError(`<${name}> must say its ${field}, but does not.`);
}
