import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

export default [{ options: {}, edit: json({ Weather: 'answer' }), holds: ['answers'] }] satisfies Planting[];
