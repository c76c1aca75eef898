import { describe, expect, it } from 'vitest';
import type { Format } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Annotation, Label } from '../../../lib/label/label.ts';
import { everyNeed, lacks } from '../../../lib/label/need.ts';
import { withPixelCoordinates } from '../../../lib/label/pixel-coordinates.ts';
import { drawWritten, withReader } from '../../../lib/preview/draw-written.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { box, polygon, square, written } from './pitfalls/written.ts';

const video: Label['units'][number] = {
  id: 'unit-1',
  name: 'drive.mp4',
  media: 'video',
  width: 200,
  height: 100,
  frames: 12,
  sourceUri: 's3://drives/drive.mp4',
};
const empty = { units: [video], annotations: [] };

const inFrame = (frame: number, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `thing#${frame}`, track: 'thing', at: { kind: 'frame', frame }, shape: box(), ...parts });

const linear = (...ranges: [start: number, end: number][]): Label['tracks'] => [
  { id: 'thing', unit: 'unit-1', frames: ranges.map(([start, end]) => ({ start, end })), interpolation: 'linear' },
];

/** The first number of each row, by frame, of a picture of 200 × 100: the left edge of its box, in pixels. */
function yoloFrames(label: Partial<Label>, frames: unknown) {
  const { texts, omitted } = written('yolo', aLabel({ units: [video], ...label }), { frames });
  const lefts = Object.entries(texts).map(([path, text]): [string, number[]] => {
    const rows = text.split('\n').slice(0, -1).map((row) => row.split(' ').map(Number)); // biome-ignore format: one step a line is long
    return [
      path.replace(/^labels\/drive\/|\.txt$/g, ''),
      rows.map(([, x = 0, , width = 0]) => Math.round((x - width / 2) * 200)),
    ];
  });
  const codes = omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': '));
  return { lefts: Object.fromEntries(lefts), omitted: codes.filter((code) => !code.startsWith('track')) };
}

const keyFrames = [inFrame(0), inFrame(4, { shape: box({ x: 40 }) }), inFrame(9)];
const gap = linear([0, 6], [9, 11]);

describe('frames of a video as pictures', () => {
  it('are all of them with `every`: interpolated between key frames, never across a gap, empty where nothing is', () => {
    expect(yoloFrames({ annotations: keyFrames, tracks: gap }, 'every')).toEqual({
      lefts: {
        '000000': [0],
        '000001': [10],
        '000002': [20],
        '000003': [30],
        '000004': [40],
        '000005': [40],
        '000006': [],
        '000007': [],
        '000008': [],
        '000009': [0],
        '000010': [0],
        '000011': [],
      },
      omitted: [],
    });
  });

  it('are those with a drawing with `keys`, with whatever else is in them', () => {
    const other = inFrame(2, { id: 'other', track: undefined });
    expect(yoloFrames({ annotations: [...keyFrames, other], tracks: gap }, 'keys')).toEqual({
      lefts: { '000000': [0], '000002': [20, 0], '000004': [40], '000009': [0] },
      omitted: [],
    });
  });

  it('are not those that a machine filled in, with `keys`', () => {
    const annotations = [
      inFrame(0, { keyFrame: true }),
      inFrame(1, { keyFrame: false }),
      inFrame(2, { keyFrame: true }),
    ];
    const { lefts, omitted } = yoloFrames({ annotations }, 'keys');
    expect(Object.keys(lefts)).toEqual(['000000', '000002']);
    expect(omitted).toEqual(['frames-not-chosen: 1 that were drawn']);
  });

  it('are each so many from frame 0 with a number, and what is drawn in others is reported', () => {
    expect(yoloFrames({ annotations: keyFrames, tracks: gap }, 5)).toEqual({
      lefts: { '000000': [0], '000005': [40], '000010': [0] },
      omitted: ['frames-not-chosen: 2 that were drawn'],
    });
  });

  it('are left out, not empty, where the format holds nothing of what is there', () => {
    const line = inFrame(3, { id: 'line', track: undefined, shape: { kind: 'polyline', points: [[0, 0], [9, 9]] } }); // biome-ignore format: two positions
    const { lefts, omitted } = yoloFrames({ annotations: [inFrame(0), line] }, 'every');
    expect(Object.keys(lefts)).toHaveLength(11);
    expect(lefts).not.toHaveProperty('000003');
    expect(omitted).toEqual(['shape-not-held: polyline', 'frames-left-out: 1 frames: all objects omitted']);
  });

  it('are left out, not empty, where a thing is and nobody says where', () => {
    const tracks = linear([0, 12])?.map((track) => ({ ...track, interpolation: 'none' as const }));
    const { lefts, omitted } = yoloFrames({ annotations: keyFrames, ...(tracks && { tracks }) }, 'every');
    expect(Object.keys(lefts)).toEqual(['000000', '000004', '000009']);
    expect(omitted).toEqual(['shape-unknown: 9 frames', 'frames-left-out: 9 frames: all objects omitted']);
  });

  it('are all negatives of a video in which nothing is', () => {
    const { lefts, omitted } = yoloFrames(empty, 'every');
    expect(Object.values(lefts)).toEqual(Array.from({ length: 12 }, () => []));
    expect(omitted).toEqual([]);
  });

  it('are none of a video without a drawing with `keys`, which is reported', () => {
    expect(yoloFrames(empty, 'keys')).toEqual({ lefts: {}, omitted: ['unit-left-out: no frame is chosen'] });
  });

  it('are none where the number of frames is not known, but for `keys`', () => {
    const units = [{ ...video, frames: undefined, durationMs: 500 }];
    expect(yoloFrames({ units, annotations: keyFrames }, 'every')).toEqual({ lefts: {}, omitted: ['frames-unknown'] });
    expect(Object.keys(yoloFrames({ units, annotations: keyFrames }, 'keys').lefts)).toHaveLength(3);
  });

  it.each([
    ['pictures', { units: [{ ...video, frames: 20_001 }] }, 'too-many-frames: 20001 frames'],
    [
      'shapes',
      {
        units: [{ ...video, frames: 20_000 }],
        annotations: Array.from({ length: 60 }, (_, id) => inFrame(0, { id: `${id}`, track: `${id}` })),
      },
      'too-many-frames: 1200000 shapes',
    ],
    [
      'positions',
      {
        units: [{ ...video, frames: 20_000 }],
        annotations: [inFrame(0, { track: '0', shape: polygon([Array.from({ length: 60 }, (_, x) => [x, x % 7])]) })],
      },
      'too-many-frames: 1200000 positions',
    ],
  ])('are none of a video that would have too many %s', (_what, label: Partial<Label>, omitted) => {
    const tracks = label.annotations?.map(({ track = '' }) => ({
      id: track,
      unit: 'unit-1',
      frames: [{ start: 0, end: 20_000 }],
      interpolation: 'linear' as const,
    }));
    expect(yoloFrames({ ...label, ...(tracks && { tracks }) }, 'every')).toEqual({ lefts: {}, omitted: [omitted] });
  });

  it('report once what is lost of a thing, however many frames it is lost in', () => {
    const annotations = [inFrame(0, { shape: polygon([square(0, 0, 10)]) })];
    const { omitted } = yoloFrames({ annotations, tracks: linear([0, 12]) }, 'every');
    expect(omitted).toEqual(['outline-not-held: polygon']);
  });
});

describe('a frame in a data set', () => {
  const dataSet = { splitOf: () => 'train' };

  it('is listed by the name of its picture, below the path of its video, without the address of the video', () => {
    const label = aLabel({ units: [video], annotations: keyFrames });
    const paths = new Map([['unit-1', 'drive--2']]);
    const coco = written('coco', label, { frames: 'keys' }, { dataSet, paths });
    const images = coco.pieces.filter(({ stream }) => stream === 'images');
    expect(images).toMatchObject([0, 4, 9].map((frame) => ({ json: { file_name: `drive--2/00000${frame}.jpg` } })));
    expect(JSON.stringify(images)).not.toContain('s3://');
    const yolo = written('yolo', label, { frames: 'keys' }, { dataSet, paths });
    expect(yolo.pieces).toMatchObject([0, 4, 9].map((frame) => ({ text: `./images/drive--2/00000${frame}.jpg\n` })));
    expect(yolo.paths[0]).toBe('labels/drive--2/000000.txt');
  });

  it('is not listed where it is left out', () => {
    const outside = inFrame(3, { shape: box({ x: 300 }) });
    const label = aLabel({ units: [video], annotations: [inFrame(0), outside] });
    expect(written('coco', label, { frames: 'keys' }, { dataSet }).pieces.map(({ stream }) => stream)).toEqual([
      'images',
      'annotations',
    ]);
    expect(written('yolo', label, { frames: 'keys' }, { dataSet }).pieces).toHaveLength(1);
  });
});

it.each(['coco', 'yolo'] as const)(
  'frames of %s are drawn as pictures of their video, the first of them',
  async (id) => {
    const format = formats[id];
    const chosen = await withReader({ format, options: format.Options.parse({ frames: 'every' }) });
    if (!chosen) throw new TypeError(`${id} must have a reader.`);
    const label = aLabel({ units: [video], annotations: keyFrames });
    const drawn = drawWritten(label, chosen, { classes: ['car'], pictureOf: () => undefined }).get('unit-1') ?? [];
    expect(drawn).toHaveLength(8);
    expect(drawn[4]?.title).toMatch(/drive\/000004\./);
    expect(drawn[4]?.blocks).not.toEqual(drawn[5]?.blocks);
    expect(drawn[0]?.notes).toContain('4 more files are not drawn');
  },
);

it.each([
  ['mot', {}, ['rate', 'frames', 'video-size']],
  ['cvat', {}, ['frames', 'video-size']],
  ['youtube-vis', {}, ['frames', 'video-size']],
  ['youtube-vis', { frames: 'keys' }, ['video-size']],
  ['coco', { frames: 5 }, ['frames', 'video-size']],
  ['coco', { frames: 'keys' }, ['video-size']],
  ['coco', {}, []],
  ['yolo', { frames: 'every' }, ['frames', 'video-size']],
  ['yolo', { frames: 'keys' }, ['video-size']],
] as const)(
  'the format %s with %j asks of a video for %j, and for nothing that it does not write',
  (id, options, asked) => {
    const format: Format = formats[id];
    const needs = format.needsOf(format.Options.parse(options));
    const unknown = { id: 'unit-1', name: 'drive', media: 'video' } as const;
    expect(everyNeed.filter((need) => needs.includes(need) && lacks(unknown, need))).toEqual(asked);
  },
);

describe.each([
  ['mot', {}],
  ['cvat', {}],
  ['youtube-vis', {}],
  ['coco', { frames: 'every' }],
  ['yolo', { frames: 'every' }],
] as const)('the format %s with %j', (id, options) => {
  it('asks for what a video does not say of itself, and writes it once it is known, where its coordinates were shares', () => {
    const format: Format = formats[id];
    expect(format.needsOf(format.Options.parse(options))).toContain('video-size');
    const share = box({ x: 0.5, y: 0.5, width: 0.1, height: 0.1 });
    const units = [{ ...video, framesPerSecond: 25, coordinates: 'relative' as const }];
    const label = aLabel({ units, annotations: [inFrame(0, { shape: share })] });
    expect(written(id, label, options).files).toEqual([]);
    expect(written(id, withPixelCoordinates(label), options).files).not.toEqual([]);
  });
});
