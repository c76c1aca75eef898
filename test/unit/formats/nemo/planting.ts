import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = json({ offset: 'onset', duration: 'duration', text: 'answer', category: 'class', channel: 'channel' });

export default [{ options: {}, edit, holds: ['utterances'] }] satisfies Planting[];
