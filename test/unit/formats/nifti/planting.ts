import { gunzipSync, gzipSync } from 'node:zlib';
import type { Edit } from '../../../support/planted-faults/change.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

/** By the places of nifti1.h, of a map of 8 bits. */
const edit: Edit = ({ bytes }, change) => {
  const map = gunzipSync(bytes);
  const [width = 0, height = 0, depth = 0] = [42, 44, 46].map((place) => map.readInt16LE(place));
  const sliceOf = (index: number) => 352 + index * width * height;
  const changed = Buffer.from(map);
  for (let index = 0; index < depth; index += 1) {
    const values = [...map.subarray(sliceOf(index), sliceOf(index + 1))];
    const picture = change.pixels({ width, height, values });
    const [frame] = change.fields([{ role: 'frame', value: index }]);
    const shown = picture.values.map((value) =>
      value === 0 ? 0 : Number(change.fields([{ role: 'class', value: value - 1 }])[0]?.value) + 1,
    );
    changed.set(shown, sliceOf(Number(frame?.value) % depth));
  }
  return gzipSync(changed);
};

export default [{ options: {}, edit, holds: ['slices'] }] satisfies Planting[];
