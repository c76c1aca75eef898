import { rows } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = rows(' ', 'class truncated occluded alpha left top right bottom');

export default [{ options: {}, edit, holds: ['box'] }] satisfies Planting[];
