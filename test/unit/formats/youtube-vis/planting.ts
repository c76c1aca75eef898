import type { Edit } from '../../../support/planted-faults/change.ts';
import { json } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const masks = json({ category_id: 'class' });

/** Masks and boxes stand at the places of their frames. */
const edit: Edit = (file, change) => {
  const shift = Number(change.fields([{ role: 'frame', value: 0 }])[0]?.value);
  const document = JSON.parse(Buffer.from(masks(file, change)).toString('utf8'));
  const later = <Part>(parts: readonly Part[]) => [...parts.slice(-shift), ...parts.slice(0, -shift)];
  for (const annotation of shift === 0 ? [] : document.annotations) {
    annotation.segmentations = later(annotation.segmentations);
    annotation.bboxes = later(annotation.bboxes);
  }
  return Buffer.from(JSON.stringify(document));
};

export default [{ options: {}, counting: { firstClass: 1 }, edit, holds: ['masks of a video'] }] satisfies Planting[];
