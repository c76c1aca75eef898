import { byPath, json, png } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = byPath({ '.json': json({ bbox: 'x y w h', category_id: 'class' }), '.png': png('comment') });

export default [{ options: {}, counting: { firstClass: 1 }, edit, holds: ['box', 'mask'] }] satisfies Planting[];
