import { rows } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = rows(',', 'frame thing x y w h considered class visibility');
const counting = { firstClass: 1 } as const;

export default [
  { options: {}, counting, edit, holds: ['tracks'] },
  { options: { base: 0 }, counting, edit, holds: ['tracks'] },
] satisfies Planting[];
