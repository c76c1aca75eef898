import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ ner_tags: 'class', offsets: 'start end' });

export default [
  { options: {}, edit, holds: ['names'] },
  { options: { tags: 'numbers' }, edit, holds: ['names'] },
] satisfies Planting[];
