import { png } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

export default [
  { options: {}, edit: png('values'), holds: ['mask'] },
  { options: { depth: 16 }, edit: png('values'), holds: ['mask'] },
  { options: { kind: 'instance' }, edit: png('comment'), holds: ['mask'] },
] satisfies Planting[];
