import { rows } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const counting = { isInShares: true };
const boxes = rows(' ', 'class cx cy w h', 'x y visibility');
const outlines = rows(' ', 'class', 'x y');

export default [
  { options: {}, counting, edit: boxes, holds: ['box'] },
  { options: { task: 'segment' }, counting, edit: outlines, holds: ['polygon'] },
  {
    options: { task: 'obb' },
    counting: { ...counting, isOfCorners: true },
    edit: outlines,
    holds: ['box', 'turned box'],
  },
  { options: { task: 'pose', keypoints: 3 }, counting, edit: boxes, holds: ['skeleton'] },
] satisfies Planting[];
