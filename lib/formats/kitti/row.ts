import type { Attribute } from '../../label/label.ts';
import { shareCut } from '../drawn-bounds.ts';
import { isMarked, type ObjectFlag } from '../object-flags.ts';
import { changedName, type Drawn, oneWord, type Row } from '../row-files.ts';
import { uprightBox } from '../upright-box.ts';
import type { SizedUnit } from '../visible-parts.ts';
import { decimal } from '../xml.ts';

/** `type truncated occluded alpha left top right bottom height width length x y z rotation_y` */
export function objectRow({ shape, category, attributes }: Drawn, size: SizedUnit): Row {
  const { bounds, omitted } = uprightBox(shape, size);
  if (!bounds) return { omitted };
  const edges = [bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height].map(decimal);
  const [left, top, right, bottom] = edges;
  if (left === right || top === bottom) return { omitted: [{ code: 'no-area' }] };
  const isCut = omitted.some(({ code }) => code === 'outside-image');
  const truncated = degreeOf(attributes, 'truncated', (degree) => degree <= 1) || (isCut ? shareCut(shape, bounds) : 0);
  const occluded = degreeOf(attributes, 'occluded', (degree) => degree <= 3 && Number.isInteger(degree));
  const fields = [oneWord(category), decimal(truncated), occluded, unknown.angle, ...edges, ...unknown.space];
  return { text: fields.join(' '), omitted: [...omitted, ...changedName(category)] };
}

/** What KITTI's own files have where nothing is known: those of the regions `DontCare`. */
const unknown = { angle: '-10', space: ['-1', '-1', '-1', '-1000', '-1000', '-1000', '-10'] };

/** The number that a question of this name is answered with, where `isDegree` takes it; else 1 where the object is marked so, 0 where not. */
function degreeOf(attributes: readonly Attribute[], flag: ObjectFlag, isDegree: (degree: number) => boolean): number {
  const answer = attributes.find(({ name }) => name.trim().toLowerCase() === flag)?.value;
  const degree = answer && numberOf(answer);
  if (degree !== undefined && degree >= 0 && isDegree(degree)) return degree;
  return isMarked(attributes, flag) ? 1 : 0;
}

function numberOf(answer: Attribute['value']): number | undefined {
  if (answer.kind === 'number') return answer.number;
  const text = answer.kind === 'text' ? answer.text : answer.kind === 'radio' ? answer.choice.name : '';
  return /^\d(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
