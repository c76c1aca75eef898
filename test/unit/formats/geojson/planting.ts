import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ coordinates: 'x y', category: 'class' });

export default [
  { options: {}, edit, holds: ['place'] },
  { options: { coordinates: 'pixels' }, edit, holds: ['polygon', 'polygon with a hole', 'point', 'line'] },
] satisfies Planting[];
