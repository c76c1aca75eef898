import type { Annotation, Label, Ring, Shape } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../labels.ts';
import { runsOf } from './runs.ts';

/** Wider than high, so that sides that are mixed up are seen. Every shape lies off the middle, and is its own mirror image nowhere. */
export const picture = { width: 160, height: 90 };
export const classes = ['car', 'bus'];
const categories: Label['categories'] = classes.map((name) => ({
  name,
  kind: 'object',
  skeleton: { keypoints: ['0', '1', '2'], edges: [[0, 1], [1, 2]] }, // biome-ignore format: two edges
}));

const triangle: Ring = [[30, 20], [90, 26], [70, 60]]; // biome-ignore format: three positions
const outer: Ring = [[20, 10], [100, 12], [110, 70], [24, 64]]; // biome-ignore format: four positions
const hole: Ring = [[40, 30], [50, 50], [60, 32]]; // biome-ignore format: three positions
const box = { kind: 'box', x: 20, y: 10, width: 40, height: 25, rotationDegrees: 0 } as const;

/** A frame of an L, with a hole in it. */
const painted = Array.from({ length: picture.width * picture.height }, (_, index) => {
  const [x, y] = [index % picture.width, Math.floor(index / picture.width)];
  const isHole = x >= 30 && x < 40 && y >= 20 && y < 26;
  return (x >= 20 && x < 50 && y >= 10 && y < 60) || (x >= 50 && x < 90 && y >= 40 && y < 60) ? Number(!isHole) : 0;
});

const shapes = {
  box,
  'turned box': { ...box, x: 50, y: 30, rotationDegrees: 30 },
  polygon: { kind: 'polygon', polygons: [[triangle]] },
  'polygon with a hole': { kind: 'polygon', polygons: [[outer, hole]] },
  mask: { kind: 'mask', ...picture, counts: runsOf({ ...picture, values: painted }) },
  skeleton: {
    kind: 'skeleton',
    keypoints: [
      { name: '0', x: 20, y: 12, visibility: 2 },
      { name: '1', x: 44, y: 30, visibility: 1 },
      { name: '2', x: 30, y: 50, visibility: 2 },
    ],
  },
  point: { kind: 'point', x: 30, y: 20 },
  line: { kind: 'polyline', points: triangle },
  ellipse: { kind: 'ellipse', x: 50, y: 30, radiusX: 30, radiusY: 12, rotationDegrees: 20 },
  place: {
    kind: 'geo',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [...outer, [20, 10]],
        [...hole, [40, 30]],
      ],
    },
  },
} as const satisfies Record<string, Shape>;

const image = { id: 'unit-1', name: 'street.jpg', media: 'image', sourceUri: 's3://bucket/street.jpg' } as const;

const onPicture = (shape: Shape): Label =>
  aLabel({
    categories,
    units: [shape.kind === 'geo' ? { id: 'unit-1', name: 'street', media: 'geospatial' } : { ...image, ...picture }],
    annotations: [anAnnotation({ shape })],
  });

const inFrame = (frame: number, track: string, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({
    id: `${track}#${frame}`,
    track,
    at: { kind: 'frame', frame },
    shape: { ...box, x: 20 + frame },
    ...parts,
  });

const video = { id: 'unit-1', name: 'drive.mp4', media: 'video', ...picture, frames: 12, framesPerSecond: 25 } as const;

const text = '🚦 Ada King waves to Eve';

const answered = (question: string, value: string, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({
    id: `${question} of it`,
    category: question,
    categoryKind: 'classification',
    shape: undefined,
    attributes: [{ name: question, value: { kind: 'text', text: value } }],
    ...parts,
  });

/** Counted upwards, so that a file of it has its slices in the same order. */
const volume = {
  id: 'unit-1',
  name: 'scan',
  media: 'volume',
  ...picture,
  frames: 6,
  slices: Array.from({ length: 6 }, (_, frame) => ({ frame, id: `1.6.${frame}` })),
  geometry: {
    size: [picture.width, picture.height, 6],
    affine: [
      [-1, 0, 0, 0],
      [0, -1, 0, 0],
      [0, 0, 2, 0],
      [0, 0, 0, 1],
    ],
    dicom: { studyUid: '1.2', seriesUid: '1.3', frameOfReferenceUid: '1.4', sopClassUid: '1.5' },
  },
} satisfies Label['units'][number];

/** Labels of one thing each. Nobody's format holds all of them. */
export const samples = {
  ...(Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, onPicture(shape)])) as Record<
    keyof typeof shapes,
    Label
  >),
  tracks: aLabel({
    categories,
    units: [video],
    annotations: [inFrame(3, 'one'), inFrame(4, 'one'), inFrame(4, 'other', { category: 'bus' })],
  }),
  'tracks of masks': aLabel({
    categories,
    units: [video],
    annotations: [
      inFrame(3, 'one', { shape: shapes.mask }),
      inFrame(4, 'one', { shape: shapes.mask }),
      inFrame(4, 'other', { shape: shapes.mask, category: 'bus' }),
    ],
  }),
  turns: aLabel({
    categories,
    units: [{ id: 'unit-1', name: 'call.wav', media: 'audio', durationMs: 20_000 }],
    annotations: [
      anAnnotation({
        at: { kind: 'time', ranges: [{ start: 1_250, end: 2_750 }], channel: 0 },
        shape: undefined,
        categoryKind: 'object',
      }),
    ],
  }),
  slices: aLabel({
    categories,
    units: [volume],
    annotations: [2, 4].map((frame) =>
      anAnnotation({
        id: `${frame}`,
        at: { kind: 'frame', frame },
        shape: shapes.mask,
        ...(frame === 4 && { category: 'bus' }),
      }),
    ),
  }),
  utterances: aLabel({
    categories,
    units: [{ id: 'unit-1', name: 'call.wav', media: 'audio', durationMs: 20_000 }],
    annotations: [
      answered('transcription', 'Good morning', {
        ...{ category: 'car', categoryKind: 'object' },
        at: { kind: 'time', ranges: [{ start: 1_250, end: 2_750 }], channel: 0 },
      }),
    ],
  }),
  answers: aLabel({
    categories: [{ name: 'Weather', kind: 'classification' }],
    units: [{ ...image, ...picture }],
    annotations: [answered('Weather', 'rain')],
  }),
  conversation: aLabel({
    categories: [...categories, { name: 'Tone', kind: 'classification' }],
    units: [
      {
        id: 'unit-1',
        name: 'chat',
        media: 'conversation',
        messages: [
          { id: '0-0', author: 'user', text },
          { id: '0-1', author: 'assistant', text },
        ],
      },
    ],
    annotations: [
      anAnnotation({
        at: { kind: 'message', parts: [{ message: '0-0', start: 3, end: 11 }] },
        shape: undefined,
        categoryKind: 'object',
      }),
      answered('Tone', 'friendly', { at: { kind: 'message', parts: [{ message: '0-1' }] } }),
    ],
  }),
  names: aLabel({
    categories,
    units: [{ id: 'unit-1', name: 'letter.txt', media: 'text', text }],
    annotations: [
      anAnnotation({ at: { kind: 'text', ranges: [{ start: 3, end: 11 }] }, shape: undefined, categoryKind: 'object' }),
    ],
  }),
};

export type Sample = keyof typeof samples;
