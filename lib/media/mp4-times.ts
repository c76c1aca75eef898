import { MediaProblem } from './media-source.ts';
import { boxesIn, boxNamed, flagsOf, type Mp4Box, versionOf } from './mp4-boxes.ts';

/** When the samples of a track are shown. https://www.iso.org/standard/83102.html, 8.6 and 8.8 */

export type VideoTrack = {
  readonly id: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly ticksPerSecond: number;
  /** Of the samples that `moov` lists, in ticks. */
  readonly times: readonly number[];
  /** How long a sample of a fragment lasts that does not say it. */
  readonly sampleTicks: number;
  /** What of the track is shown, in ticks; undefined where it is more than one piece of it. */
  readonly shown: { readonly start: number; readonly end: number } | undefined;
};

const mostSamples = 5_000_000; // of one track: 23 hours at 60 frames a second

export const isFragmented = (moov: Buffer): boolean =>
  boxNamed(moov, { type: 'moov', start: 0, end: moov.length }, 'mvex') !== undefined;

/** Of the tables of a track: how long each sample lasts (`stts`), and how much later than decoded it is shown (`ctts`). */
export function sampleTimes(moov: Buffer, tables: Mp4Box): number[] {
  const durations = boxNamed(moov, tables, 'stts');
  const offsets = boxNamed(moov, tables, 'ctts');
  const times: number[] = [];
  let decoded = 0;
  for (const { count, value } of durations ? runs(moov, durations, false) : []) {
    checkCount(times.length + count);
    for (let sample = 0; sample < count; sample += 1, decoded += value) times.push(decoded);
  }
  let sample = 0;
  // Some encoders write negative offsets in version 0, where they are said to be unsigned: readers take them as signed.
  for (const { count, value } of offsets ? runs(moov, offsets, true) : []) {
    const end = Math.min(sample + count, times.length);
    for (; sample < end; sample += 1) times[sample] = (times[sample] ?? 0) + value;
  }
  return times;
}

function* runs(moov: Buffer, { start }: Mp4Box, isSigned: boolean) {
  const entries = moov.readUInt32BE(start + 4);
  for (let entry = 0, place = start + 8; entry < entries; entry += 1, place += 8) {
    const value = isSigned ? moov.readInt32BE(place + 4) : moov.readUInt32BE(place + 4);
    yield { count: moov.readUInt32BE(place), value };
  }
}

const has = { dataOffset: 0x1, firstSampleFlags: 0x4, duration: 0x100, size: 0x200, flags: 0x400, offset: 0x800 };
const inHeader = { baseDataOffset: 0x1, descriptionIndex: 0x2, defaultDuration: 0x8 };

/** Of one fragment, behind as many samples of its track. */
export function fragmentTimes(
  moof: Buffer,
  { id, sampleTicks }: Pick<VideoTrack, 'id' | 'sampleTicks'>,
  samplesBefore: number,
): number[] {
  const times: number[] = [];
  for (const part of boxesIn(moof, { start: 0, end: moof.length })) {
    const header = part.type === 'traf' ? boxNamed(moof, part, 'tfhd') : undefined;
    if (!header || moof.readUInt32BE(header.start + 4) !== id) continue;
    const base = boxNamed(moof, part, 'tfdt');
    if (!base) throw new MediaProblem('media-unreadable', 'A fragment must say when it begins, but does not.');
    let decoded =
      versionOf(moof, base) === 1 ? Number(moof.readBigUInt64BE(base.start + 4)) : moof.readUInt32BE(base.start + 4);
    const ticks = ownTicks(moof, header) ?? sampleTicks;
    for (const run of boxesIn(moof, part)) {
      if (run.type !== 'trun') continue;
      checkCount(samplesBefore + times.length + countIn(moof, run));
      for (const { duration = ticks, offset } of samplesOf(moof, run)) {
        times.push(decoded + offset);
        decoded += duration;
      }
    }
  }
  return times;
}

function ownTicks(moof: Buffer, header: Mp4Box): number | undefined {
  const flags = flagsOf(moof, header);
  if ((flags & inHeader.defaultDuration) === 0) return undefined;
  const before = (flags & inHeader.baseDataOffset ? 8 : 0) + (flags & inHeader.descriptionIndex ? 4 : 0);
  return moof.readUInt32BE(header.start + 8 + before);
}

const countIn = (moof: Buffer, run: Mp4Box): number => moof.readUInt32BE(run.start + 4);

function* samplesOf(moof: Buffer, run: Mp4Box): Generator<{ duration?: number; offset: number }> {
  const flags = flagsOf(moof, run);
  const count = countIn(moof, run);
  let place = run.start + 8 + (flags & has.dataOffset ? 4 : 0) + (flags & has.firstSampleFlags ? 4 : 0);
  for (let sample = 0; sample < count; sample += 1) {
    const duration = flags & has.duration ? moof.readUInt32BE(place) : undefined;
    place += (flags & has.duration ? 4 : 0) + (flags & has.size ? 4 : 0) + (flags & has.flags ? 4 : 0);
    const offset = flags & has.offset ? moof.readInt32BE(place) : 0;
    place += flags & has.offset ? 4 : 0;
    yield duration === undefined ? { offset } : { duration, offset };
  }
}

function checkCount(samples: number): void {
  if (samples <= mostSamples) return;
  throw new MediaProblem(
    'media-unreadable',
    `A track must have at most ${mostSamples} samples, but has ${samples}: its header is wrong, or it has to be split.`,
  );
}
