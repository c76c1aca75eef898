import dicomParser, { type DataSet } from 'dicom-parser';
import type { Edit } from '../../../support/planted-faults/change.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const items = (dataSet: DataSet | undefined, tag: string): DataSet[] =>
  (dataSet?.elements[tag]?.items ?? []).flatMap((item) => item.dataSet ?? []);

/** In the places of the texts and bits that are there: every other one is as long. */
const edit: Edit = ({ bytes }, change) => {
  const file = dicomParser.parseDicom(bytes);
  const changed = Buffer.from(bytes);
  const lastDigit = (dataSet: DataSet | undefined, tag: string, role: string) => {
    const { dataOffset = 0 } = dataSet?.elements[tag] ?? {};
    const place = dataOffset + (dataSet?.string(tag)?.length ?? 0) - 1;
    const [field] = change.fields([{ role, value: Number(String.fromCharCode(bytes[place] ?? 0)) }]);
    changed.write(String(field?.value), place, 'latin1');
  };
  for (const segment of items(file, 'x00620002')) lastDigit(items(segment, 'x0062000f')[0], 'x00080100', 'class');
  const [width, height] = [file.uint16('x00280011') ?? 0, file.uint16('x00280010') ?? 0];
  const pixels = file.elements.x7fe00010?.dataOffset ?? 0;
  for (const [index, frame] of items(file, 'x52009230').entries()) {
    lastDigit(items(items(frame, 'x00089124')[0], 'x00082112')[0], 'x00081155', 'frame');
    const first = index * width * height;
    const values = Array.from({ length: width * height }, (_, pixel) => bitAt(bytes, pixels, first + pixel));
    const picture = change.pixels({ width, height, values });
    for (const [pixel, value] of picture.values.entries()) setBit(changed, pixels, first + pixel, value);
  }
  return changed;
};

const bitAt = (bytes: Uint8Array, start: number, bit: number): number =>
  ((bytes[start + (bit >> 3)] ?? 0) >> (bit & 7)) & 1;

function setBit(bytes: Buffer, start: number, bit: number, value: number): void {
  const place = start + (bit >> 3);
  const others = (bytes[place] ?? 0) & ~(1 << (bit & 7));
  bytes[place] = others | (value << (bit & 7));
}

export default [{ options: {}, edit, holds: ['slices'] }] satisfies Planting[];
