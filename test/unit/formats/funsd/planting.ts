import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ box: 'left top right bottom', label: 'class' });

export default [{ options: {}, counting: { isOfCorners: true }, edit, holds: ['box'] }] satisfies Planting[];
