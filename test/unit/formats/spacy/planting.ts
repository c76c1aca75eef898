import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ entities: 'start end class', sc: 'start end class' });

export default [
  { options: {}, edit, holds: ['names'] },
  { options: { spans: 'spans' }, edit, holds: ['names'] },
] satisfies Planting[];
