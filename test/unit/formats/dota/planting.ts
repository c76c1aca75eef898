import { rows } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = rows(' ', 'x y x y x y x y class difficult');

export default [
  { options: {}, counting: { isOfCorners: true }, edit, holds: ['box', 'turned box'] },
] satisfies Planting[];
