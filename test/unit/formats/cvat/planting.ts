import type { XmlElement } from '../../../../lib/formats/xml.ts';
import type { Change } from '../../../support/planted-faults/change.ts';
import { xml } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';
import { pixelsOf, runsOf } from '../../../support/planted-faults/runs.ts';
import { picture } from '../../../support/planted-faults/samples.ts';

/** A mask as one of the whole picture. */
function ofMask(element: XmlElement, { pixels }: Change): XmlElement {
  const { left, top, width, height, rle } = element.attributes;
  if (element.name !== 'mask') return element;
  const part = pixelsOf((rle ?? '').split(',').map(Number), Number(width), Number(height));
  const values = new Array<number>(picture.width * picture.height).fill(0);
  for (const [index, value] of part.values.entries()) {
    const [x, y] = [Number(left) + (index % part.width), Number(top) + Math.floor(index / part.width)];
    values[y * picture.width + x] = value;
  }
  const whole = { left: '0', top: '0', width: String(picture.width), height: String(picture.height) };
  return {
    ...element,
    attributes: { ...element.attributes, ...whole, rle: runsOf(pixels({ ...picture, values })).join(', ') },
  };
}

const edit = xml(
  {
    ...{ xtl: 'left', ytl: 'top', xbr: 'right', ybr: 'bottom', rotation: 'angle' },
    ...{ cx: 'cx', cy: 'cy', rx: 'rx', ry: 'ry', points: 'x y' },
    ...{ label: 'class', frame: 'frame' },
  },
  ofMask,
);

export default [
  {
    options: {},
    edit,
    holds: ['box', 'turned box', 'polygon', 'mask', 'skeleton', 'point', 'line', 'ellipse', 'tracks'],
  },
] satisfies Planting[];
