import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ left: 'x', top: 'y', width: 'w', height: 'h', class_id: 'class' });

export default [{ options: {}, edit, holds: ['box'] }] satisfies Planting[];
