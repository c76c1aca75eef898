import { createHash } from 'node:crypto';
import type { Source } from '../../label/label.ts';
import type { ClassFacts } from '../format.ts';
import { codedConcept } from './coded-concept.ts';
import { pixelData } from './frames.ts';
import { type Dicom, dimensionsOf, type Frames, frameGroups, sharedGroups } from './functional-groups.ts';
import { type Element, encodePart10 } from './part10.ts';

export type Segmentation = Frames & {
  readonly source: Pick<Source, 'platform' | 'project' | 'label' | 'updatedAt'>;
  readonly unit: string;
  readonly segments: readonly (Pick<ClassFacts, 'number'> & { readonly label: string })[];
  readonly overlap: boolean;
};

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';

/** https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_A.51; every UID is made of what is in the file. */
export function encodeSegmentation(segmentation: Segmentation): Buffer {
  const { source, unit, geometry, frames } = segmentation;
  const [columns, rows] = geometry.size;
  const pixels = pixelData(frames, columns * rows);
  const ids = [source.platform, source.project, source.label, unit, geometry.dicom.seriesUid];
  const seriesUid = uidOf('series', ...ids);
  const common: readonly Element[] = [
    ...contentOf(segmentation),
    { tag: 0x0020000d, vr: 'UI', value: geometry.dicom.studyUid },
    { tag: 0x0020000e, vr: 'UI', value: seriesUid },
    ...dimensionsOf(uidOf('dimensions', ...ids)),
    ...pictureOf(columns, rows, frames.length),
    { tag: 0x7fe00010, vr: 'OB', value: pixels },
  ];
  // The same file twice has one UID; whatever differs in it has another.
  const instanceUid = uidOf(
    'instance',
    encodePart10(segmentationStorage, seriesUid, inOrder(common)).toString('latin1'),
  );
  return encodePart10(
    segmentationStorage,
    instanceUid,
    inOrder([...common, { tag: 0x00080018, vr: 'UI', value: instanceUid }]),
  );
}

const inOrder = (elements: readonly Element[]) => elements.toSorted((one, other) => one.tag - other.tag);

/** https://dicom.nema.org/medical/dicom/current/output/html/part05.html#sect_B.2: 128 bits as a number. */
function uidOf(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `2.25.${BigInt(`0x${hash.slice(0, 32)}`)}`;
}

function contentOf(segmentation: Segmentation): readonly Element[] {
  const { source, geometry, instances, overlap } = segmentation;
  const [date = '', time = ''] = source.updatedAt.replace(/[-:Z]/g, '').split('T');
  return [
    { tag: 0x00080005, vr: 'CS', value: 'ISO_IR 192' }, // UTF-8
    { tag: 0x00080008, vr: 'CS', value: ['DERIVED', 'PRIMARY'] },
    { tag: 0x00080016, vr: 'UI', value: segmentationStorage },
    { tag: 0x00080020, vr: 'DA', value: '' },
    { tag: 0x00080023, vr: 'DA', value: date },
    { tag: 0x00080030, vr: 'TM', value: '' },
    { tag: 0x00080033, vr: 'TM', value: time },
    { tag: 0x00080050, vr: 'SH', value: '' },
    { tag: 0x00080060, vr: 'CS', value: 'SEG' },
    { tag: 0x00080070, vr: 'LO', value: 'Labelwire' },
    { tag: 0x00080090, vr: 'PN', value: '' },
    { tag: 0x00081090, vr: 'LO', value: 'labelwire' },
    { tag: 0x00081115, vr: 'SQ', value: [referencedSeries(geometry.dicom, instances)] },
    { tag: 0x00100010, vr: 'PN', value: '' }, // nothing of a patient is kept
    { tag: 0x00100020, vr: 'LO', value: '' },
    { tag: 0x00100030, vr: 'DA', value: '' },
    { tag: 0x00100040, vr: 'CS', value: '' },
    { tag: 0x00181000, vr: 'LO', value: '1' },
    { tag: 0x00181020, vr: 'LO', value: '1' },
    { tag: 0x00200010, vr: 'SH', value: '' },
    { tag: 0x00200011, vr: 'IS', value: '1' },
    { tag: 0x00200013, vr: 'IS', value: '1' },
    { tag: 0x00200052, vr: 'UI', value: geometry.dicom.frameOfReferenceUid },
    { tag: 0x00201040, vr: 'LO', value: '' },
    { tag: 0x00620001, vr: 'CS', value: 'BINARY' },
    { tag: 0x00620002, vr: 'SQ', value: segmentation.segments.map(segmentOf) },
    { tag: 0x00620013, vr: 'CS', value: overlap ? 'YES' : 'NO' },
    { tag: 0x00700080, vr: 'CS', value: 'LABELWIRE' },
    { tag: 0x00700081, vr: 'LO', value: '' },
    { tag: 0x00700084, vr: 'PN', value: '' },
    { tag: 0x52009229, vr: 'SQ', value: [sharedGroups(geometry)] },
    { tag: 0x52009230, vr: 'SQ', value: frameGroups(segmentation) },
  ];
}

const referencedSeries = ({ seriesUid, sopClassUid }: Dicom, instances: readonly string[]): readonly Element[] => [
  {
    tag: 0x0008114a,
    vr: 'SQ',
    value: [...new Set(instances)].map((uid) => [
      { tag: 0x00081150, vr: 'UI', value: sopClassUid },
      { tag: 0x00081155, vr: 'UI', value: uid },
    ]),
  },
  { tag: 0x0020000e, vr: 'UI', value: seriesUid },
];

/** The class map's own number and name: what a class means in a vocabulary of medicine, no platform says. */
const segmentOf = ({ number, label }: Segmentation['segments'][number], index: number): readonly Element[] => [
  { tag: 0x00620003, vr: 'SQ', value: [codedConcept('class', '99LABELWIRE', 'Class of a labelling project')] },
  { tag: 0x00620004, vr: 'US', value: index + 1 },
  { tag: 0x00620005, vr: 'LO', value: label },
  { tag: 0x00620008, vr: 'CS', value: 'MANUAL' },
  { tag: 0x0062000f, vr: 'SQ', value: [codedConcept(`class-${number}`, '99LABELWIRE', label)] },
];

const pictureOf = (columns: number, rows: number, frames: number): readonly Element[] => [
  { tag: 0x00280002, vr: 'US', value: 1 },
  { tag: 0x00280004, vr: 'CS', value: 'MONOCHROME2' },
  { tag: 0x00280008, vr: 'IS', value: String(frames) },
  { tag: 0x00280010, vr: 'US', value: rows },
  { tag: 0x00280011, vr: 'US', value: columns },
  { tag: 0x00280100, vr: 'US', value: 1 },
  { tag: 0x00280101, vr: 'US', value: 1 },
  { tag: 0x00280102, vr: 'US', value: 0 },
  { tag: 0x00280103, vr: 'US', value: 0 },
  { tag: 0x00282110, vr: 'CS', value: '00' },
];
