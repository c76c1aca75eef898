import type { Shape } from '../label/label.ts';
import { maskArea } from '../label/mask.ts';

/** A shape in words, with the numbers of its label or file. */
export function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'box':
      return `box ${at(shape)}, ${number(shape.width)} × ${number(shape.height)}${turnedText(shape.rotationDegrees)}`;
    case 'ellipse':
      return `ellipse ${at(shape)}, radii ${number(shape.radiusX)} and ${number(shape.radiusY)}${turnedText(shape.rotationDegrees)}`;
    case 'point':
      return `point ${at(shape)}`;
    case 'polygon':
      return `polygon, ${counted(shape.polygons.flat().length, 'ring')}, ${counted(shape.polygons.flat(2).length, 'position')}`;
    case 'polyline':
    case 'space-polyline':
      return `line, ${counted(shape.points.length, 'position')}`;
    case 'skeleton':
      return `skeleton, ${counted(shape.keypoints.filter(({ visibility }) => visibility > 0).length, 'keypoint')} of ${shape.keypoints.length} labelled`;
    case 'path':
      return `${shape.closed ? 'closed' : 'open'} path, ${counted(shape.vertices.length, 'vertex', 'vertices')}`;
    case 'mask':
      return `mask, ${counted(maskArea(shape), 'pixel')}`;
    case 'perspective-cuboid':
      return 'cuboid on the picture';
    case 'cuboid':
      return `cuboid at ${shape.position.map(number).join(', ')}, size ${shape.size.map(number).join(' × ')}`;
    case 'space-point':
      return `point in space ${shape.position.map(number).join(', ')}`;
    case 'cloud-points':
      return counted(maskArea(shape), 'point of the cloud', 'points of the cloud');
    case 'geo':
      return `${shape.geometry.type} of the earth`;
  }
}

const at = ({ x, y }: { readonly x: number; readonly y: number }): string => `${number(x)}, ${number(y)}`;

const number = (value: number): string => String(Number(value.toPrecision(7)));

const turnedText = (degrees: number): string => (degrees === 0 ? '' : `, turned by ${number(degrees)}°`);

const counted = (count: number, what: string, plural = `${what}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? what : plural}`;
