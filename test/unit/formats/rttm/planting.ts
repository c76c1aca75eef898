import { rows } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = rows(' ', 'type file channel onset duration orthography kind class');

export default [{ options: {}, edit, holds: ['turns'] }] satisfies Planting[];
