import { createHash } from 'node:crypto';
import type { Source, VolumeGeometry } from '../../label/label.ts';
import type { ClassFacts } from '../format.ts';
import { pixelData, type SegmentFrame } from './frames.ts';
import { decimalString, type Element, encodePart10 } from './part10.ts';

type Dicom = NonNullable<VolumeGeometry['dicom']>;

export type Segmentation = {
  readonly source: Pick<Source, 'platform' | 'project' | 'label' | 'updatedAt'>;
  readonly unit: string;
  readonly geometry: VolumeGeometry & { readonly dicom: Dicom };
  /** The UID of the instance of each slice: all the same, where one file holds them all. */
  readonly instances: readonly string[];
  readonly segments: readonly (Pick<ClassFacts, 'number'> & { readonly label: string })[];
  readonly frames: readonly SegmentFrame[];
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
  { tag: 0x00620003, vr: 'SQ', value: [code('class', '99LABELWIRE', 'Class of a labelling project')] },
  { tag: 0x00620004, vr: 'US', value: index + 1 },
  { tag: 0x00620005, vr: 'LO', value: label },
  { tag: 0x00620008, vr: 'CS', value: 'MANUAL' },
  { tag: 0x0062000f, vr: 'SQ', value: [code(`class-${number}`, '99LABELWIRE', label)] },
];

const code = (value: string, scheme: string, meaning: string): readonly Element[] => [
  { tag: 0x00080100, vr: 'SH', value },
  { tag: 0x00080102, vr: 'SH', value: scheme },
  { tag: 0x00080104, vr: 'LO', value: meaning },
];

const segmentIdentification = 0x0062000a;
const segmentNumber = 0x0062000b;
const planePosition = 0x00209113;
const imagePosition = 0x00200032;

const dimensionsOf = (uid: string): readonly Element[] => [
  { tag: 0x00209221, vr: 'SQ', value: [[{ tag: 0x00209164, vr: 'UI', value: uid }]] },
  {
    tag: 0x00209222,
    vr: 'SQ',
    value: [[segmentNumber, segmentIdentification] as const, [imagePosition, planePosition] as const].map(
      ([pointer, group]) => [
        { tag: 0x00209164, vr: 'UI', value: uid },
        { tag: 0x00209165, vr: 'AT', value: pointer },
        { tag: 0x00209167, vr: 'AT', value: group },
      ],
    ),
  },
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

/** A column of the affine in LPS+, as DICOM counts. */
const column = ({ affine: [x, y, z] }: VolumeGeometry, index: number): readonly [number, number, number] => [
  -(x[index] ?? 0),
  -(y[index] ?? 0),
  z[index] ?? 0,
];
const unitVector = (vector: readonly number[]) => vector.map((value) => value / Math.hypot(...vector));
const decimals = (numbers: readonly number[]) => numbers.map((value) => decimalString(value + 0)); // never -0

function sharedGroups(geometry: VolumeGeometry): readonly Element[] {
  const [across, down, step] = [column(geometry, 0), column(geometry, 1), column(geometry, 2)];
  const [a, b] = [unitVector(across), unitVector(down)] as unknown as [typeof across, typeof across];
  const normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  const distance = decimals([Math.abs(normal.reduce((sum, value, axis) => sum + value * (step[axis] ?? 0), 0))]);
  return [
    { tag: 0x00209116, vr: 'SQ', value: [[{ tag: 0x00200037, vr: 'DS', value: decimals([...a, ...b]) }]] },
    {
      tag: 0x00289110,
      vr: 'SQ',
      value: [
        [
          { tag: 0x00180050, vr: 'DS', value: distance },
          { tag: 0x00180088, vr: 'DS', value: distance },
          { tag: 0x00280030, vr: 'DS', value: decimals([Math.hypot(...down), Math.hypot(...across)]) },
        ],
      ],
    },
  ];
}

function frameGroups({ geometry, instances, frames }: Segmentation): readonly (readonly Element[])[] {
  const isOneFile = instances.length > 1 && new Set(instances).size === 1;
  const [origin, step] = [column(geometry, 3), column(geometry, 2)];
  const used = [...new Set(frames.map(({ frame }) => frame))].sort((one, other) => one - other);
  const indexOf = new Map(used.map((frame, index) => [frame, index + 1]));
  return frames.map(({ segment, frame }) => {
    const position = origin.map((value, axis) => value + frame * (step[axis] ?? 0));
    return [
      {
        tag: 0x00089124,
        vr: 'SQ',
        value: [derivation(geometry.dicom, instances[frame] ?? '', isOneFile ? frame : undefined)],
      },
      {
        tag: 0x00209111,
        vr: 'SQ',
        value: [[{ tag: 0x00209157, vr: 'UL', value: [segment, indexOf.get(frame) ?? 0] }]],
      },
      { tag: planePosition, vr: 'SQ', value: [[{ tag: imagePosition, vr: 'DS', value: decimals(position) }]] },
      { tag: segmentIdentification, vr: 'SQ', value: [[{ tag: segmentNumber, vr: 'US', value: segment }]] },
    ];
  });
}

const derivation = ({ sopClassUid }: Dicom, instance: string, frame: number | undefined): readonly Element[] => [
  {
    tag: 0x00082112,
    vr: 'SQ',
    value: [
      [
        { tag: 0x00081150, vr: 'UI', value: sopClassUid },
        { tag: 0x00081155, vr: 'UI', value: instance },
        ...(frame === undefined ? [] : [{ tag: 0x00081160, vr: 'IS', value: String(frame + 1) } as const]),
        { tag: 0x0028135a, vr: 'CS', value: 'YES' },
        { tag: 0x0040a170, vr: 'SQ', value: [code('121322', 'DCM', 'Source image for image processing operation')] },
      ],
    ],
  },
  { tag: 0x00089215, vr: 'SQ', value: [code('113076', 'DCM', 'Segmentation')] },
];
