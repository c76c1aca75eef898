import { byPath, png, xml } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const boxes = xml({
  ...{ '<xmin': 'left', '<ymin': 'top', '<xmax': 'right', '<ymax': 'bottom' },
  '<name': 'class',
});
const edit = byPath({ 'Annotations/': boxes, 'Class/': png('values'), 'Object/': png('comment') });

export default [
  { options: {}, edit, holds: ['box'] },
  { options: { base: 0 }, edit, holds: ['box'] },
  { options: { base: 0, numbers: 'decimals' }, edit, holds: ['box'] },
  { options: { segmentation: true }, edit, holds: ['box', 'mask'] },
] satisfies Planting[];
