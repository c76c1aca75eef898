import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({
  bbox: 'x y w h',
  segmentation: 'x y',
  keypoints: 'x y visibility',
  category_id: 'class',
  rotation: 'other',
});

const counting = { firstClass: 1 } as const;

export default [
  { options: {}, counting, edit, holds: ['box', 'turned box', 'polygon', 'mask', 'skeleton'] },
  { options: { segmentation: 'rle' }, counting, edit, holds: ['mask', 'skeleton'] },
] satisfies Planting[];
