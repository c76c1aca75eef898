import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assumptions } from '../../../cli/cost/assumptions.ts';
import { frameTimes } from '../../../lib/media/frame-times.ts';
import { MediaProblem, type MediaSource } from '../../../lib/media/media-source.ts';
import { videoFacts } from '../../../lib/media/video.ts';
import { mediaFile, sourceOf, watchedFile } from '../../support/media-files.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const size = { width: 32, height: 24 };
const ntsc = 30_000 / 1001;
const factsOf = (source: MediaSource) => videoFacts(source, 'frames');

const box = (type: string, contents: Buffer): Buffer =>
  Buffer.concat([numbers(8 + contents.length), Buffer.from(type), contents]);
const numbers = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
};

describe('the facts of a video', () => {
  it.each([
    ['moov-first.mp4', { ...size, frames: 30, framesPerSecond: ntsc }],
    ['moov-at-end.mp4', { ...size, frames: 30, framesPerSecond: ntsc }],
    ['fragments.mp4', { ...size, frames: 30, framesPerSecond: ntsc }],
    ['turned.mov', { width: 24, height: 32, frames: 30, framesPerSecond: ntsc }],
    ['wide-pixels.mp4', { width: 43, height: 24, frames: 30, framesPerSecond: ntsc }],
    ['wide-pixels.mkv', { width: 43, height: 24, frames: 30, framesPerSecond: ntsc }],
    ['uneven.mp4', { ...size, frames: 26 }],
    ['uneven.mkv', { ...size, frames: 26 }],
    // Decoders skip the pictures before the cut: `ffmpeg -i … -f null -` counts as many.
    ['cut-without-encoding.mp4', { ...size, frames: 15, framesPerSecond: ntsc }],
  ])('of %s', async (name, facts) => {
    expect(await factsOf(watchedFile(name))).toEqual(facts);
  });

  it.each(['matroska.mkv', 'video.webm'])('of %s, whose track says a duration to the nanosecond', async (name) => {
    expect(await factsOf(watchedFile(name))).toEqual({ ...size, frames: 30, framesPerSecond: ntsc });
  });

  it.each([
    ['the whole rate that is rounded to it', 33_333_333, 30],
    ['that of NTSC', 33_366_667, ntsc],
    ['neither', 33_350_000, 1e9 / 33_350_000],
  ])('of Matroska, whose frames last a number of nanoseconds that is %s: %i', async (_what, nanoseconds, rate) => {
    const bytes = Buffer.from(mediaFile('matroska.mkv'));
    bytes.writeUInt32BE(nanoseconds, bytes.indexOf('23e38384', 'hex') + 4);
    expect((await factsOf(sourceOf(bytes))).framesPerSecond).toBe(rate);
  });

  it('of Matroska, whose frames are at other times than the track says, are as the frames are', async () => {
    const bytes = Buffer.from(mediaFile('matroska.mkv'));
    bytes.writeUInt32BE(40_000_000, bytes.indexOf('23e38384', 'hex') + 4);
    expect((await factsOf(sourceOf(bytes))).framesPerSecond).toBeCloseTo(ntsc, 1);
  });

  it('are read of the headers alone: pictures of a gigabyte are passed by', async () => {
    const whole = mediaFile('moov-at-end.mp4');
    const pictures = whole.indexOf('mdat') - 4;
    const end = pictures + whole.readUInt32BE(pictures);
    const longer = 2 ** 30;
    const header = Buffer.from(whole.subarray(0, pictures + 8));
    header.writeUInt32BE(end - pictures + longer, pictures);
    let [read, reads] = [0, 0];
    const source: MediaSource = {
      name: 'long.mp4',
      bytes: whole.length + longer,
      read(start, stop) {
        const bytes = Buffer.alloc(Math.max(Math.min(stop, whole.length + longer) - start, 0));
        read += bytes.length;
        reads += 1;
        if (start < header.length) header.copy(bytes, 0, start, start + bytes.length);
        if (start >= end) whole.copy(bytes, 0, start - longer);
        return Promise.resolve(bytes);
      },
    };
    expect(await factsOf(source)).toEqual({ ...size, frames: 30, framesPerSecond: ntsc });
    expect(read).toBeLessThan(300_000);
    expect(reads).toBeLessThanOrEqual(assumptions.media.frames.reads);
  });

  it.each([
    ['fragments.mp4', 'moof'],
    ['matroska.mkv', '\x1f\x43\xb6\x75'],
  ])('of %s are read before the first frames alone, where its size alone is wanted', async (name, frames) => {
    const bytes = mediaFile(name);
    const start = bytes.lastIndexOf(Buffer.from(frames, 'latin1')); // an index names it before
    const cut = sourceOf(Buffer.concat([bytes.subarray(0, start + 4), Buffer.alloc(12, 0xff)]));
    expect(await videoFacts(cut, 'size')).toEqual(size);
  });

  it('are without a number of frames where two pieces of a track are shown', async () => {
    const bytes = mediaFile('moov-first.mp4');
    const list = bytes.indexOf('elst') + 8;
    expect(bytes.readUInt32BE(list)).toBe(1);
    // A second edit in what follows: the box that comes next is none that is looked for.
    const edit = Buffer.concat([bytes.subarray(list + 4, list + 16)]);
    const longer = Buffer.concat([bytes.subarray(0, list + 16), edit, bytes.subarray(list + 16)]);
    longer.writeUInt32BE(2, list);
    for (const box of ['elst', 'edts', 'trak', 'moov']) {
      const place = longer.indexOf(box) - 4;
      longer.writeUInt32BE(longer.readUInt32BE(place) + 12, place);
    }
    expect(await factsOf(sourceOf(longer))).toEqual(size);
  });
});

describe('a file that is no video, or damaged,', () => {
  it.each([
    ['a text', Buffer.from('car, 1, 2, 3, 4\n'), 'must be an MP4, MOV, Matroska or WebM file, but is not'],
    ['nothing', Buffer.alloc(0), 'must be an MP4, MOV, Matroska or WebM file, but is not'],
    ['sound alone', mediaFile('audio.m4a'), 'must have a video track, but has none'],
    [
      'without its end, where its header is',
      mediaFile('moov-at-end.mp4').subarray(0, 700),
      'must end within what holds it',
    ],
    [
      'with a track of Matroska alone',
      mediaFile('matroska.mkv').subarray(0, 60),
      'must have a video track with a size, but has none',
    ],
  ])('is refused: %s', async (_what, bytes, message) => {
    await expect(factsOf(sourceOf(bytes))).rejects.toThrow(message);
    await expect(factsOf(sourceOf(bytes))).rejects.toThrow(MediaProblem);
  });

  it('which says that it has four thousand million frames is refused before they are counted', async () => {
    const bytes = Buffer.from(mediaFile('moov-first.mp4'));
    bytes.writeUInt32BE(0xffff_fff0, bytes.indexOf('stts') + 12);
    await expect(factsOf(sourceOf(bytes))).rejects.toThrow(
      'A track must have at most 5000000 samples, but has 4294967280',
    );
  });

  it('which says so of its fragments together is refused before they are counted', async () => {
    const run = (count: number) => box('trun', numbers(0, count));
    const start = Buffer.from(mediaFile('fragments.mp4'));
    const track = start.subarray(0, start.indexOf('moof') - 4);
    const fragment = (count: number) =>
      box('moof', box('traf', Buffer.concat([box('tfhd', numbers(0, 1)), box('tfdt', numbers(0, 0)), run(count)])));
    const bytes = Buffer.concat([track, fragment(10), fragment(4_999_995)]);
    await expect(factsOf(sourceOf(bytes))).rejects.toThrow(
      'A track must have at most 5000000 samples, but has 5000005',
    );
  });

  it('which has ten thousand boxes in one is refused', async () => {
    const bytes = box('moov', Buffer.alloc(80_008, box('free', Buffer.alloc(0))));
    await expect(factsOf(sourceOf(bytes))).rejects.toThrow('A box must hold at most 10000 others');
  });

  it('is facts or a problem of the medium, whatever is in its bytes, and no more is read than there is', async () => {
    const files = ['moov-first.mp4', 'fragments.mp4', 'matroska.mkv'].map(mediaFile);
    const change = fc.tuple(fc.nat({ max: 2200 }), fc.nat({ max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { maxLength: 12 }),
        fc.nat({ max: 2200 }),
        async (file, changes, length) => {
          const bytes = Buffer.from(length < 200 ? file : file.subarray(0, length));
          for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
          const source = sourceOf(bytes);
          const facts = await factsOf(source).catch((problem: unknown) => problem);
          if (facts instanceof Error) expect(facts).toBeInstanceOf(MediaProblem);
          expect(source.reads.length).toBeLessThan(50);
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });
});

describe('the rate of frames', () => {
  const rateOf = (times: readonly number[], ticks: number) =>
    frameTimes(Float64Array.from(times), ticks).framesPerSecond;
  const rounded = (count: number, rate: number) =>
    Array.from({ length: count }, (_, frame) => Math.round((frame * 1000) / rate));

  it('is known of a clock in milliseconds, which rounds each time', () => {
    expect(rateOf(rounded(300, ntsc), 1000)).toBeCloseTo(ntsc, 2);
  });

  it('is exact where every frame lasts as long', () => {
    expect(rateOf([0, 1001, 2002], 30_000)).toBe(ntsc);
  });

  it.each([
    ['one frame lasts longer', [0, 40, 80, 160, 200]],
    [
      'a later half is slower by a fortieth',
      Array.from({ length: 100 }, (_, frame) => frame * 40 + Math.max(frame - 50, 0)),
    ],
    ['the clock is as coarse as the frames', [0, 1, 3, 4, 6]],
    ['there is one frame', [0]],
    ['all frames have one time', [5, 5, 5]],
  ])('is not known where %s', (_what, times) => {
    expect(rateOf(times, 1000)).toBeUndefined();
  });
});
