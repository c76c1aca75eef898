import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnBounds } from '../../../../lib/formats/drawn-bounds.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { type BoxedKind, uprightBox } from '../../../../lib/formats/upright-box.ts';
import { shapesOfTrack } from '../../../../lib/label/interpolation.ts';
import type { Annotation, Label, ShapeOf } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { anyLabelOfVideos } from '../../../support/labels-of-videos.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { box, written } from '../pitfalls/written.ts';

const video: Label['units'][number] = {
  id: 'unit-1',
  name: 'drive.mp4',
  media: 'video',
  width: 200,
  height: 100,
  frames: 30,
  framesPerSecond: 25,
};

const inFrame = (frame: number, parts: Partial<Annotation> = {}): Annotation =>
  anAnnotation({ id: `thing#${frame}`, track: 'thing', at: { kind: 'frame', frame }, shape: box(), ...parts });

function rowsOf(label: Partial<Label>, options: object = {}) {
  const { texts, omitted } = written('mot', aLabel({ units: [video], ...label }), options);
  const rows = (texts['drive/gt/gt.txt'] ?? '').split('\n').slice(0, -1);
  return { rows, texts, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

const linear = (...frames: [start: number, end: number][]): Label['tracks'] => [
  { id: 'thing', unit: 'unit-1', frames: frames.map(([start, end]) => ({ start, end })), interpolation: 'linear' },
];

describe('a row of MOT', () => {
  it('counts frames, things, classes and pixels from 1: the first pixel of the first frame is 1, 1', () => {
    expect(rowsOf({ annotations: [inFrame(0, { shape: box({ width: 1, height: 1 }) })] }).rows).toEqual([
      '1,1,1,1,1,1,1,1,1',
    ]);
  });

  it('counts pixels from 0 with `base: 0`, and nothing else', () => {
    expect(rowsOf({ annotations: [inFrame(0)] }, { base: 0 }).rows).toEqual(['1,1,0,0,10,10,1,1,1']);
  });

  it('has the whole box where the border cuts it, and how much of it is seen', () => {
    const { rows, omitted } = rowsOf({ annotations: [inFrame(0, { shape: box({ x: 190, width: 40 }) })] });
    expect(rows).toEqual(['1,1,191,1,40,10,1,1,0.25']);
    expect(omitted).toEqual([]);
  });

  it('has the upright box around what is turned, and says so', () => {
    const shape = box({ x: 95, y: 40, width: 10, height: 20, rotationDegrees: 90 });
    const { rows, omitted } = rowsOf({ annotations: [inFrame(0, { shape })] });
    expect(rows).toEqual(['1,1,91,46,20,10,1,1,1']);
    expect(omitted).toEqual(['rotation-not-held']);
  });
});

describe('frames', () => {
  const keyFrames = [inFrame(0), inFrame(4, { shape: box({ x: 40 }) }), inFrame(9)];

  it('between key frames are interpolated where the platform says that they are linear, never across a gap', () => {
    const { rows } = rowsOf({ annotations: keyFrames, tracks: linear([0, 6], [9, 11]) });
    expect(rows.map((row) => row.split(',').slice(0, 3).map(Number))).toEqual([
      [1, 1, 1],
      [2, 1, 11],
      [3, 1, 21],
      [4, 1, 31],
      [5, 1, 41],
      [6, 1, 41],
      [10, 1, 1],
      [11, 1, 1],
    ]);
  });

  it('between annotations have nothing where the platform says nothing of them', () => {
    const { rows, omitted } = rowsOf({ annotations: keyFrames });
    expect(rows.map((row) => Number.parseInt(row, 10))).toEqual([1, 5, 10]);
    expect(omitted).toEqual([]);
  });

  it('in which a thing is, and nobody says where, are reported', () => {
    const [track] = linear([0, 12]) ?? [];
    const tracks = track && [{ ...track, interpolation: 'none' as const }];
    const { rows, omitted } = rowsOf({ annotations: keyFrames, ...(tracks && { tracks }) });
    expect(rows).toHaveLength(3);
    expect(omitted).toEqual(['shape-unknown: 9 frames']);
  });

  it('do not go past the end of the video, wherever a track ends', () => {
    const { rows } = rowsOf({ annotations: [inFrame(28)], tracks: linear([0, 1_000_000_000]) });
    expect(rows.map((row) => Number.parseInt(row, 10))).toEqual([29, 30]);
  });

  it('hold one row a thing: readers take a second one for a mistake', () => {
    const { rows, omitted } = rowsOf({ annotations: [inFrame(0), inFrame(0, { id: 'again' })] });
    expect(rows).toHaveLength(1);
    expect(omitted).toEqual(['duplicate: of one track in one frame']);
  });
});

describe('a video', () => {
  it.each([
    [{ width: undefined }, 'size-unknown'],
    [{ frames: undefined }, 'frames-unknown'],
    [{ framesPerSecond: undefined }, 'rate-unknown'],
  ])('of which %o is not known has no files: nothing is guessed', (missing, code) => {
    const { texts, omitted } = rowsOf({ units: [{ ...video, durationMs: 1_220, ...missing }] });
    expect(texts).toEqual({});
    expect(omitted).toEqual([code]);
  });

  it('whose rows would be without end has no files', () => {
    const units = [{ ...video, frames: 1_000_000_000_000 }];
    const { texts, omitted } = rowsOf({ units, annotations: [inFrame(0)], tracks: linear([0, 1_000_000_000_000]) });
    expect(texts).toEqual({});
    expect(omitted).toEqual(['too-many-frames: 1000000000000 rows']);
  });

  it('is in the list of sequences of a data set, also where it has nothing', () => {
    const label = aLabel({ units: [video] });
    const { pieces, texts } = written('mot', label, {}, { dataSet: { splitOf: () => undefined } });
    expect(pieces).toEqual([{ file: 'seqmap.txt', stream: 'sequences', text: 'drive\n', emptyUnit: 'unit-1' }]);
    expect(texts).toMatchObject({ 'drive/gt/gt.txt': '' });
  });

  it('with a comma in its name is one cell of that list', () => {
    const label = aLabel({ units: [{ ...video, name: 'Kiel, day 2.mp4' }] });
    const { pieces } = written('mot', label, {}, { dataSet: { splitOf: () => undefined } });
    expect(pieces).toMatchObject([{ text: '"Kiel, day 2"\n' }]);
  });
});

it('the rows of any label are the frames of its tracks, each with the box around the shape in it', () => {
  fc.assert(
    fc.property(anyLabelOfVideos(), (label) => {
      const { texts } = written('mot', label);
      const paths = unitPaths(label.units);
      for (const unit of label.units) {
        const own = label.annotations.filter((annotation) => annotation.unit === unit.id);
        const size = { width: unit.width ?? 0, height: unit.height ?? 0 };
        const expected = [...new Set(own.map(({ track = '' }) => track))].flatMap((id, index) => {
          const drawn = own.filter(({ track }) => track === id);
          const track = label.tracks?.find((each) => each.id === id);
          const between = track ? shapesOfTrack(track, drawn) : () => undefined;
          return Array.from({ length: unit.frames ?? 0 }, (_, frame) => {
            const here = drawn.find(({ at }) => at.kind === 'frame' && at.frame === frame)?.shape;
            const shape = (here ?? between(frame)) as ShapeOf<BoxedKind> | undefined;
            const seen = shape && uprightBox(shape, size).bounds;
            const whole = seen && (drawnBounds(shape) ?? seen);
            return whole ? [[frame + 1, index + 1, whole.x + 1, whole.y + 1, whole.width, whole.height]] : [];
          }).flat();
        });
        const rows = (texts[`${paths.get(unit.id)}/gt/gt.txt`] ?? '').split('\n').filter(Boolean);
        const found = rows.map((row) => row.split(',').slice(0, 6).map(Number));
        const visible = expected.filter(([, , , , width = 0, height = 0]) => width >= 1e-6 && height >= 1e-6);
        expect(found.length).toBe(visible.length);
        for (const [index, row] of found.entries()) {
          for (const [column, value] of row.entries()) {
            expect(Math.abs(value - (visible[index]?.[column] ?? Number.NaN))).toBeLessThan(1e-6);
          }
        }
      }
    }),
    { numRuns: propertyRuns(50) },
  );
});
