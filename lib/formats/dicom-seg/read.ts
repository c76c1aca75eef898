import dicomParser, { type DataSet } from 'dicom-parser';
import { masksByValue } from '../../label/layers.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { segmentLabel } from './segment-label.ts';

const place = /^segmentations\/(.+)\.dcm$/s; // a name may hold line separators
const tags = {
  rows: 'x00280010',
  columns: 'x00280011',
  frames: 'x00280008',
  pixels: 'x7fe00010',
  kind: 'x00620001',
  segments: 'x00620002',
  segmentLabel: 'x00620005',
  segmentType: 'x0062000f',
  codeValue: 'x00080100',
  referencedSeries: 'x00081115',
  referencedInstances: 'x0008114a',
  instance: 'x00081155',
  frameOfInstance: 'x00081160',
  groups: 'x52009230',
  segmentIdentification: 'x0062000a',
  segmentNumber: 'x0062000b',
  derivation: 'x00089124',
  sourceImage: 'x00082112',
} as const;

/** A mask for each frame that has pixels. Its slice is that of its source image, in the order in which the file lists the series. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: ReadFacts,
): readonly ReadObject[] {
  const unit = place.exec(path)?.[1];
  if (unit === undefined) throw new SyntaxError(`${path} must be segmentations/….dcm, but is not.`);
  const file = parsed(bytes, path);
  const [width, height] = [file.uint16(tags.columns) ?? 0, file.uint16(tags.rows) ?? 0];
  const names = itemsOf(file, tags.segments).map((segment) => categoryOf(segment, classes));
  const instances = itemsOf(within(file, tags.referencedSeries), tags.referencedInstances).map((one) =>
    one.string(tags.instance),
  );
  const groups = itemsOf(file, tags.groups);
  const pixels = file.elements[tags.pixels];
  const missing = (what: string): never => {
    throw new SyntaxError(`${path} must have ${what}, but has not. Write the file again.`);
  };
  if (file.string(tags.kind) !== 'BINARY' || !pixels || pixels.length * 8 < groups.length * width * height)
    return missing(`binary pixels of ${groups.length} frames of ${width} × ${height}`);
  const bit = (index: number) => ((file.byteArray[pixels.dataOffset + (index >> 3)] ?? 0) >> (index & 7)) & 1;
  return groups
    .flatMap((group, index): ReadObject[] => {
      const first = index * width * height;
      const values = Uint8Array.from({ length: width * height }, (_, pixel) => bit(first + pixel));
      const counts = masksByValue(values).get(1);
      if (!counts) return [];
      const segment = within(group, tags.segmentIdentification)?.uint16(tags.segmentNumber) ?? 0;
      const category = names[segment - 1] ?? missing(`a segment ${segment}`);
      const source = within(within(group, tags.derivation), tags.sourceImage);
      const inFile = source?.string(tags.frameOfInstance);
      const slice = inFile === undefined ? instances.indexOf(source?.string(tags.instance)) : Number(inFile) - 1;
      if (slice < 0) return missing(`the source image of frame ${index + 1} in its list of the series`);
      const at = { kind: 'frame', frame: slice } as const;
      return [{ unit, category, at, shape: { kind: 'mask', width, height, counts } }];
    })
    .toSorted((one, other) => frameIn(one) - frameIn(other));
}

const frameIn = ({ at }: ReadObject): number => (at?.kind === 'frame' ? at.frame : 0);

function parsed(bytes: Uint8Array, path: string): DataSet {
  try {
    return dicomParser.parseDicom(bytes);
  } catch (cause) {
    throw new SyntaxError(`${path} must be a DICOM file, but is none that can be read.`, { cause });
  }
}

/** The class whose number the code of the segment says; else the one that its label is of. */
function categoryOf(segment: DataSet, classes: readonly string[]): string {
  const label = segment.string(tags.segmentLabel) ?? '';
  const number = /^class-(\d+)$/.exec(within(segment, tags.segmentType)?.string(tags.codeValue) ?? '')?.[1];
  const named = number === undefined ? undefined : classes[Number(number)];
  return named ?? classes.find((name) => segmentLabel(name) === label) ?? label;
}

const itemsOf = (dataSet: DataSet | undefined, tag: string): DataSet[] =>
  (dataSet?.elements[tag]?.items ?? []).flatMap((item) => item.dataSet ?? []);
const within = (dataSet: DataSet | undefined, tag: string): DataSet | undefined => itemsOf(dataSet, tag)[0];
