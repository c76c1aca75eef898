import type { VolumeGeometry } from '../../label/label.ts';
import { codedConcept } from './coded-concept.ts';
import type { SegmentFrame } from './frames.ts';
import { decimalString, type Element } from './part10.ts';

/** Where frames are, and of what. https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_A.51.5 */

export type Dicom = NonNullable<VolumeGeometry['dicom']>;
export type DicomGeometry = VolumeGeometry & { readonly dicom: Dicom };

export type Frames = {
  readonly geometry: DicomGeometry;
  /** The UID of the instance of each slice: all the same, where one file holds them all. */
  readonly instances: readonly string[];
  readonly frames: readonly SegmentFrame[];
};

const segmentIdentification = 0x0062000a;
const segmentNumber = 0x0062000b;
const planePosition = 0x00209113;
const imagePosition = 0x00200032;

/** What distinguishes frames: their segment, and their place. */
export const dimensionsOf = (uid: string): readonly Element[] => [
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

/** Of all frames. */
export function sharedGroups(geometry: VolumeGeometry): readonly Element[] {
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

export function frameGroups({ geometry, instances, frames }: Frames): readonly (readonly Element[])[] {
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
        {
          tag: 0x0040a170,
          vr: 'SQ',
          value: [codedConcept('121322', 'DCM', 'Source image for image processing operation')],
        },
      ],
    ],
  },
  { tag: 0x00089215, vr: 'SQ', value: [codedConcept('113076', 'DCM', 'Segmentation')] },
];

/** A column of the affine in LPS+, as DICOM counts. */
const column = ({ affine: [x, y, z] }: VolumeGeometry, index: number): readonly [number, number, number] => [
  -(x[index] ?? 0),
  -(y[index] ?? 0),
  z[index] ?? 0,
];
const unitVector = (vector: readonly number[]) => vector.map((value) => value / Math.hypot(...vector));
const decimals = (numbers: readonly number[]) => numbers.map((value) => decimalString(value + 0)); // never -0
