import { type FrameTimes, frameTimes, type VideoFacts, type WantedFacts } from './frame-times.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import type { MediaWindow } from './media-window.ts';
import { boxAt, boxesIn, boxNamed, type Mp4Box, versionOf } from './mp4-boxes.ts';
import { fragmentTimes, isFragmented, sampleTimes, type VideoTrack } from './mp4-times.ts';

const mostHeaderBytes = 64 * 1024 * 1024; // of `moov`: that of a video of ten hours has some 20 MiB
const mostFragments = 2000; // each is a request

/** The first video track of an MP4 or MOV file, also where `moov` is at its end, or where it is in fragments. */
export async function mp4Video(source: MediaSource, window: MediaWindow, wanted: WantedFacts): Promise<VideoFacts> {
  let track: VideoTrack | undefined;
  let times: number[] = [];
  let fragments = 0;
  for await (const { box, contents } of headerBoxes(source, window)) {
    if (box.type === 'moov') {
      track = videoTrackIn(contents, source);
      if (wanted === 'size') return track.size;
      if (!isFragmented(contents)) return factsOf(track, track.times);
      times = [...track.times];
    } else if (track) {
      if (fragments === mostFragments) return track.size;
      fragments += 1;
      for (const time of fragmentTimes(contents, track, times.length)) times.push(time);
    }
  }
  if (!track) throw unreadable(source, 'must have a `moov` box, but has none. The file is cut off');
  return factsOf(track, times);
}

/** `moov` and the `moof` after it, with their contents. */
async function* headerBoxes(source: MediaSource, window: MediaWindow) {
  const fileEnd = source.bytes ?? Number.MAX_SAFE_INTEGER;
  for (let place = 0; ; ) {
    const header = await window.upTo(place, 16);
    if (header.length < 16) return;
    const box = boxAt(header, place, fileEnd);
    if (box.type === 'moov' || box.type === 'moof') {
      const length = box.end - box.start;
      if (length > mostHeaderBytes) {
        throw unreadable(source, `must have a header of at most ${mostHeaderBytes} bytes, but has one of ${length}`);
      }
      yield { box, contents: Buffer.from(await window.at(box.start, length)) };
    }
    place = box.end;
  }
}

function videoTrackIn(moov: Buffer, source: MediaSource): VideoTrack {
  const whole = { type: 'moov', start: 0, end: moov.length };
  for (const track of boxesIn(moov, whole)) {
    if (track.type !== 'trak') continue;
    const handler = boxNamed(moov, track, 'mdia/hdlr');
    if (handler && moov.toString('latin1', handler.start + 8, handler.start + 12) === 'vide') {
      return videoTrack(moov, whole, track, source);
    }
  }
  throw unreadable(source, 'must have a video track, but has none');
}

function videoTrack(moov: Buffer, whole: Mp4Box, track: Mp4Box, source: MediaSource): VideoTrack {
  const named = (path: string, within = track) => {
    const box = boxNamed(moov, within, path);
    if (box) return box;
    throw unreadable(source, `must have the box ${path} in its video track, but has none`);
  };
  const header = named('tkhd');
  const id = moov.readUInt32BE(header.start + (versionOf(moov, header) === 1 ? 20 : 12));
  const clock = named('mdia/mdhd');
  const ticksPerSecond = moov.readUInt32BE(clock.start + (versionOf(moov, clock) === 1 ? 20 : 12));
  const movie = named('mvhd', whole);
  const movieTicks = moov.readUInt32BE(movie.start + (versionOf(moov, movie) === 1 ? 20 : 12));
  if (ticksPerSecond === 0 || movieTicks === 0) throw unreadable(source, 'must have a clock that ticks, but has none');
  return {
    id,
    size: shownSize(moov, header, named('mdia/minf/stbl/stsd')),
    ticksPerSecond,
    times: sampleTimes(moov, named('mdia/minf/stbl')),
    sampleTicks: defaultTicks(moov, whole, id),
    shown: shownPart(moov, track, ticksPerSecond / movieTicks),
  };
}

/** Of the picture as a player shows it: pixels made square, by `pasp` or else by the track's own size, and turned. */
function shownSize(moov: Buffer, header: Mp4Box, descriptions: Mp4Box): VideoTrack['size'] {
  const entry = [...boxesIn(moov, { start: descriptions.start + 8, end: descriptions.end })][0];
  if (!entry)
    throw new MediaProblem('media-unreadable', 'The video track must say what its pictures are, but does not.');
  let [width, height] = [moov.readUInt16BE(entry.start + 24), moov.readUInt16BE(entry.start + 26)];
  const matrix = header.start + (versionOf(moov, header) === 1 ? 52 : 40);
  const aspect = boxNamed(moov, { ...entry, start: entry.start + 78 }, 'pasp');
  const [across, down] = aspect ? [moov.readUInt32BE(aspect.start), moov.readUInt32BE(aspect.start + 4)] : [0, 0];
  const [trackWidth, trackHeight] = [moov.readUInt32BE(matrix + 36), moov.readUInt32BE(matrix + 40)].map(
    (fixed) => fixed / 65_536,
  );
  if (across > 0 && down > 0) width = Math.round((width * across) / down);
  else if (trackWidth && trackHeight) [width, height] = [Math.round(trackWidth), Math.round(trackHeight)];
  const isTurned = moov.readInt32BE(matrix) === 0 && moov.readInt32BE(matrix + 16) === 0;
  return isTurned ? { width: height, height: width } : { width, height };
}

function defaultTicks(moov: Buffer, whole: Mp4Box, id: number): number {
  const extended = boxNamed(moov, whole, 'mvex');
  for (const box of extended ? boxesIn(moov, extended) : []) {
    if (box.type === 'trex' && moov.readUInt32BE(box.start + 4) === id) return moov.readUInt32BE(box.start + 12);
  }
  return 0;
}

/** By the edit list: encoders put pictures before the first one shown, and a cut without encoding leaves more of them. */
function shownPart(moov: Buffer, track: Mp4Box, ticksAMovieTick: number): VideoTrack['shown'] {
  const whole = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  const list = boxNamed(moov, track, 'edts/elst');
  if (!list) return whole;
  const isLong = versionOf(moov, list) === 1;
  const edits: { start: number; ticks: number }[] = [];
  const count = moov.readUInt32BE(list.start + 4);
  for (let edit = 0, place = list.start + 8; edit < count; edit += 1, place += isLong ? 20 : 12) {
    const ticks = isLong ? Number(moov.readBigUInt64BE(place)) : moov.readUInt32BE(place);
    const start = isLong ? Number(moov.readBigInt64BE(place + 8)) : moov.readInt32BE(place + 4);
    if (start >= 0) edits.push({ start, ticks: ticks * ticksAMovieTick }); // else a pause
    if (edits.length > 1) return undefined;
  }
  const [edit] = edits;
  return edit ? { start: edit.start, end: edit.ticks > 0 ? edit.start + edit.ticks : whole.end } : whole;
}

function factsOf({ size, shown, ticksPerSecond }: VideoTrack, times: readonly number[]): VideoFacts {
  if (!shown) return size;
  const visible = times.filter((time) => time >= shown.start && time < shown.end);
  const timed: FrameTimes = frameTimes(Float64Array.from(visible), ticksPerSecond);
  return { ...size, ...timed };
}

const unreadable = ({ name }: MediaSource, what: string): MediaProblem =>
  new MediaProblem('media-unreadable', `${name} ${what}.`);
