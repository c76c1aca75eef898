import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ bbox: 'x y w h', categories: 'class' });

export default [{ options: {}, edit, holds: ['box'] }] satisfies Planting[];
