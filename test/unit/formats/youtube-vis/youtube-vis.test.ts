import { describe, expect, it } from 'vitest';
import youtubeVis from '../../../../lib/formats/youtube-vis/index.ts';
import type { Annotation, Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, written } from '../pitfalls/written.ts';

const reader = await readerOf(youtubeVis);

const video: Label['units'][number] = {
  id: 'unit-1',
  name: 'harbour/drive.mp4',
  media: 'video',
  width: 200,
  height: 100,
  frames: 5,
};

const inFrame = (frame: number, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `thing#${frame}`, track: 'thing', at: { kind: 'frame', frame }, shape: box(), ...parts });

type Track = {
  readonly id: number;
  readonly video_id: number;
  readonly category_id: number;
  readonly iscrowd: number;
  readonly segmentations: readonly ({ readonly counts: number[] } | null)[];
  readonly bboxes: readonly (readonly number[] | null)[];
  readonly areas: readonly (number | null)[];
};

function fileOf(label: Partial<Label>, options: object = {}) {
  const { texts, omitted } = written('youtube-vis', aLabel({ units: [video], ...label }), options);
  const [text] = Object.values(texts);
  const file = text === undefined ? undefined : JSON.parse(text);
  return {
    video: file?.videos[0],
    annotations: (file?.annotations ?? []) as Track[],
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

const linear = (...ranges: [start: number, end: number][]): Label['tracks'] => [
  { id: 'thing', unit: 'unit-1', frames: ranges.map(([start, end]) => ({ start, end })), interpolation: 'linear' },
];

describe('a thing of a video', () => {
  it('has a box in every frame in which it is, interpolated, and null where it is not', () => {
    const annotations = [inFrame(0), inFrame(2, { shape: box({ x: 40 }) }), inFrame(4)];
    const { annotations: things, omitted } = fileOf({ annotations, tracks: linear([0, 3], [4, 5]) });
    expect(things).toHaveLength(1);
    expect(things[0]).toMatchObject({
      id: 1,
      video_id: 1,
      category_id: 1,
      bboxes: [[0, 0, 10, 10], [20, 0, 10, 10], [40, 0, 10, 10], null, [0, 0, 10, 10]], // biome-ignore format: a frame each
      areas: [100, 100, 100, null, 100],
    });
    expect(things[0]?.segmentations[3]).toBeNull();
    expect(omitted).toEqual([]);
  });

  it('has run lengths column by column, as a list', () => {
    const { annotations } = fileOf({ annotations: [inFrame(0, { shape: box({ x: 1, y: 2, width: 1, height: 3 }) })] });
    expect(annotations[0]?.segmentations[0]).toEqual({ size: [100, 200], counts: [102, 3, 20_000 - 105] });
  });

  it('that changes its category is one of each', () => {
    const categories: Label['categories'] = ['car', 'bus'].map((name) => ({ name, kind: 'object' }));
    const { annotations } = fileOf({ categories, annotations: [inFrame(0), inFrame(1, { category: 'bus' })] });
    expect(annotations.map(({ category_id, areas }) => [category_id, areas])).toEqual([
      [1, [100, null, null, null, null]],
      [2, [null, 100, null, null, null]],
    ]);
  });

  it('is not another one whose annotation has the id of its track', () => {
    const other = inFrame(1, { id: 'thing', track: undefined });
    expect(fileOf({ annotations: [inFrame(0), other] }).annotations).toHaveLength(2);
  });

  it('is a crowd where an attribute says so in some frame', () => {
    const crowd = { name: 'is_crowd', value: { kind: 'number' as const, number: 1 } };
    const { annotations } = fileOf({ annotations: [inFrame(0), inFrame(1, { attributes: [crowd] })] });
    expect(annotations.map(({ iscrowd }) => iscrowd)).toEqual([1]);
  });
});

describe('a video', () => {
  it('has its pictures in one folder, in no other: TrackEval takes the first for its name', () => {
    expect(fileOf({ annotations: [inFrame(0)] }, { frames: 2 }).video).toMatchObject({
      length: 3,
      file_names: ['harbour_2fdrive/000000.jpg', 'harbour_2fdrive/000002.jpg', 'harbour_2fdrive/000004.jpg'],
    });
  });

  it('in which nothing is seen of its things has no file', () => {
    const { video: none, omitted } = fileOf({ annotations: [inFrame(0, { shape: box({ x: 300 }) })] });
    expect(none).toBeUndefined();
    expect(omitted).toEqual(['outside-image', 'unit-left-out: all objects omitted']);
  });

  it.each([
    [{ width: undefined }, 'size-unknown'],
    [{ frames: undefined }, 'frames-unknown'],
  ])('of which %o is not known has no file', (missing, code) => {
    const { video: none, omitted } = fileOf({ units: [{ ...video, ...missing }] });
    expect([none, omitted]).toEqual([undefined, [code]]);
  });

  it('in a data set is numbered by it, and its things refer to it', () => {
    const label = aLabel({ units: [video], annotations: [inFrame(0)] });
    const { files, pieces } = written('youtube-vis', label, {}, { dataSet: { splitOf: () => 'val' } });
    expect(files).toEqual([]);
    expect(pieces.map(({ file, stream }) => [file, stream])).toEqual([
      ['annotations/instances_val.json', 'videos'],
      ['annotations/instances_val.json', 'annotations'],
    ]);
    for (const piece of pieces) expect(piece).not.toHaveProperty('json.id');
  });
});

describe('the reader', () => {
  const file = (document: object) => ({
    path: 'annotations/a.json',
    bytes: Buffer.from(JSON.stringify({ videos: [], categories: [], annotations: [], ...document })),
  });
  const read = (document: object) =>
    reader.read(file(document), { classes: [], sizeOf: () => undefined }, youtubeVis.Options.parse({}));
  const known = {
    videos: [{ id: 1, width: 2, height: 1, file_names: ['a/000000.jpg'] }],
    categories: [{ id: 1, name: 'car' }],
  };
  const thing = { id: 7, video_id: 1, category_id: 1, segmentations: [null], bboxes: [null] };

  it.each([
    [{ ...known, annotations: [{ ...thing, video_id: 2 }] }, /Annotation 7 .* one of the videos, but is of 2/],
    [{ ...known, annotations: [{ ...thing, category_id: 2 }] }, /one of the categories, but is of 2/],
    [{ ...known, annotations: [{ ...thing, bboxes: [] }] }, /for each of 1 pictures/],
    [
      { ...known, annotations: [{ ...thing, segmentations: [{ size: [1, 2], counts: [1] }] }] },
      /masks of 2 × 1 pixels/,
    ],
    [
      { ...known, annotations: [{ ...thing, segmentations: [{ size: [2, 1], counts: [1, 1] }] }] },
      /masks of 2 × 1 pixels/,
    ],
    [{ videos: {} }, /must hold videos, categories and annotations/],
  ])('refuses %j', (document, message) => {
    expect(() => read(document)).toThrow(message);
  });
});
