import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { anyLabelOfVideos } from '../../../support/labels-of-videos.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, polygon, square, written } from '../pitfalls/written.ts';

const reader = await readerOf(formats.cvat);

const video: Label['units'][number] = {
  id: 'unit-1',
  name: 'drive.mp4',
  media: 'video',
  width: 200,
  height: 100,
  frames: 12,
};

const inFrame = (frame: number, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `thing#${frame}`, track: 'thing', at: { kind: 'frame', frame }, shape: box(), ...parts });

const linear = (...frames: [start: number, end: number][]): Label['tracks'] => [
  { id: 'thing', unit: 'unit-1', frames: frames.map(([start, end]) => ({ start, end })), interpolation: 'linear' },
];

function tracksOf(label: Partial<Label>) {
  const { text, omitted } = written('cvat', aLabel({ units: [video], ...label }));
  const tracks = [...text.matchAll(/<track [^>]*>([\s\S]*?)<\/track>/g)].map(([, shapes = '']) =>
    [...shapes.matchAll(/frame="(\d+)" outside="(\d)" occluded="\d" keyframe="(\d)"/g)].map(
      ([, frame, outside, keyFrame]) => `${frame}${outside === '1' ? ' outside' : ''}${keyFrame === '1' ? ' key' : ''}`,
    ),
  );
  return { text, tracks, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

describe('a track of CVAT', () => {
  it('ends with a shape that is outside, before each gap and before the end of the video', () => {
    const annotations = [inFrame(0), inFrame(2), inFrame(6)];
    expect(tracksOf({ annotations, tracks: linear([0, 4], [6, 7]) }).tracks).toEqual([
      ['0 key', '1', '2 key', '3', '4 outside key', '6 key', '7 outside key'],
    ]);
  });

  it('that is there until the end of the video is never outside', () => {
    expect(tracksOf({ annotations: [inFrame(10)], tracks: linear([10, 12]) }).tracks).toEqual([['10 key', '11']]);
  });

  it('has a key frame wherever CVAT would interpolate in another way: outlines, and boxes that turn', () => {
    const outlines = [0, 2].map((frame) => inFrame(frame, { shape: polygon([square(frame, 0, 9)]) }));
    expect(tracksOf({ annotations: outlines, tracks: linear([0, 3]) }).tracks).toEqual([
      ['0 key', '1 key', '2 key', '3 outside key'],
    ]);
    const turning = [0, 2].map((frame) =>
      inFrame(frame, { shape: box({ x: 50, y: 50, rotationDegrees: frame * 10 }) }),
    );
    expect(tracksOf({ annotations: turning, tracks: linear([0, 3]) }).tracks).toEqual([
      ['0 key', '1 key', '2 key', '3 outside key'],
    ]);
  });

  it('has shapes of one kind: a thing of several is several tracks, and the record says so', () => {
    const annotations = [inFrame(0), inFrame(1, { shape: polygon([square(5, 5, 9)]) })];
    const { tracks, omitted } = tracksOf({ annotations });
    expect(tracks).toEqual([
      ['0 key', '1 outside key'],
      ['1 key', '2 outside key'],
    ]);
    expect(omitted).toEqual(['ranges-not-held: shapes of several kinds']);
  });

  it('has the answers of the frame, which may change: its attributes are mutable', () => {
    const attributes = [{ name: 'Pose', value: { kind: 'text' as const, text: 'standing' } }];
    const { text } = tracksOf({ annotations: [inFrame(0, { attributes, origin: 'model' })] });
    expect(text).toContain('<attribute name="Pose">standing</attribute>');
    expect(text).toContain('<mutable>True</mutable>');
    expect(text).toContain('<track id="0" label="car" source="auto">');
  });

  it('has no mask, which CVAT does not track', () => {
    const { tracks, omitted } = tracksOf({
      annotations: [inFrame(0, { shape: polygon([square(5, 5, 30), square(9, 9, 5)]) })],
    });
    expect(tracks).toEqual([]);
    expect(omitted).toEqual(['holes-not-held: polygon of several rings', 'unit-left-out: all objects omitted']);
  });
});

describe('a video', () => {
  it('has its frames and its size in its task', () => {
    expect(tracksOf({}).text).toMatch(/<size>12<\/size>\s*<mode>interpolation<\/mode>/);
    expect(tracksOf({}).text).toMatch(/<original_size>\s*<width>200<\/width>\s*<height>100<\/height>/);
  });

  it.each([
    [{ width: undefined }, 'size-unknown'],
    [{ frames: undefined }, 'frames-unknown'],
  ])('of which %o is not known has no file', (missing, code) => {
    expect(tracksOf({ units: [{ ...video, ...missing }] })).toMatchObject({ text: '', omitted: [code] });
  });

  it('whose shapes would be without end has no file', () => {
    const units = [{ ...video, frames: 1e12 }];
    expect(tracksOf({ units, annotations: [inFrame(0)], tracks: linear([0, 1e12]) })).toMatchObject({
      text: '',
      omitted: ['too-many-frames: 1000000000000 shapes'],
    });
  });
});

it('is read back: as many shapes as frames in which a thing is seen', () => {
  fc.assert(
    fc.property(anyLabelOfVideos(), (label) => {
      const facts = { classes: label.categories.map(({ name }) => name), sizeOf: () => undefined };
      for (const file of written('cvat', label).files) {
        const text = Buffer.from(file.bytes).toString('utf8');
        const found = reader.read(file, facts, {});
        expect(found.length).toBe(text.split(' outside="0"').length - 1);
        expect(found.every(({ category }) => facts.classes.includes(category))).toBe(true);
      }
    }),
    { numRuns: propertyRuns(50) },
  );
});

it('is read back in the frames of each track, with its number', () => {
  const { files } = written('cvat', aLabel({ units: [video], annotations: [inFrame(4)] }));
  const facts = { classes: ['car'], sizeOf: () => undefined };
  expect(files.flatMap((file) => reader.read(file, facts, {}))).toMatchObject([
    { unit: 'drive', at: { kind: 'frame', frame: 4 }, track: '0' },
  ]);
});
