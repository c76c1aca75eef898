import type { Change, FileToChange } from '../../../support/planted-faults/change.ts';
import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const masks = json({ category_id: 'class' });

/** The frames are the numbers in the names of the pictures. */
function edit(file: FileToChange, change: Change): Uint8Array {
  const text = Buffer.from(masks(file, change)).toString('utf8');
  const numbered = text.replace(/(?<=\/)\d{6}(?=\.jpg")/g, (digits) =>
    String(change.fields([{ role: 'frame', value: Number(digits) }])[0]?.value).padStart(6, '0'),
  );
  return Buffer.from(numbered);
}

const counting = { firstClass: 1 } as const;

export default [
  { options: {}, counting, edit, holds: ['tracks of masks'] },
  { options: { frames: 'keys' }, counting, edit, holds: ['tracks of masks'] },
] satisfies Planting[];
