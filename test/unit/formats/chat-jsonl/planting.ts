import type { Change, Edit } from '../../../support/planted-faults/change.ts';
import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const ofLabels = json({ name: 'class', message: 'message', start: 'start', end: 'end', value: 'answer' });

/** What is said of the messages is JSON in a text of the line. */
const edit: Edit = ({ path, bytes }, change: Change) => {
  const { labels, ...line } = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const changed = ofLabels({ path, bytes: Buffer.from(labels) }, change);
  return Buffer.from(`${JSON.stringify({ ...line, labels: Buffer.from(changed).toString('utf8') })}\n`);
};

export default [{ options: {}, edit, holds: ['conversation'] }] satisfies Planting[];
