import { elementAt, numberIn, variable } from './ebml.ts';
import { frameTimes, type VideoFacts, type WantedFacts } from './frame-times.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import type { MediaWindow } from './media-window.ts';

/** Elements of Matroska and WebM, by id. https://www.rfc-editor.org/rfc/rfc9559#section-5 */
const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  defaultDuration: 0x23e383,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  displayWidth: 0x54b0,
  displayHeight: 0x54ba,
  displayUnit: 0x54b2,
  projection: 0x7670,
  roll: 0x7675,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;

/** Walked through; what is in them follows their header, so that those of unknown length are no special case. */
const parents: ReadonlySet<number> = new Set([
  ids.segment,
  ids.info,
  ids.tracks,
  ids.track,
  ids.video,
  ids.projection,
  ids.cluster,
  ids.blockGroup,
]);
const numbers: ReadonlySet<number> = new Set([
  ids.timestampScale,
  ids.trackNumber,
  ids.trackType,
  ids.defaultDuration,
  ids.pixelWidth,
  ids.pixelHeight,
  ids.displayWidth,
  ids.displayHeight,
  ids.displayUnit,
  ids.timestamp,
]);

/** No header says how many frames there are: each is looked at, up to here. Of a longer file the number is not known. */
const mostBytes = 128 * 1024 * 1024;
/** A video of ten hours at 60 frames a second has two million; a file of empty ones would keep a processor busy. */
const mostElements = 10_000_000;

type Track = { [Id in number]?: number };

/** The first video track of a Matroska or WebM file. */
export async function matroskaVideo(
  source: MediaSource,
  window: MediaWindow,
  wanted: WantedFacts,
): Promise<VideoFacts> {
  const tracks: Track[] = [];
  const times: number[] = [];
  let [scale, cluster] = [1_000_000, 0]; // nanoseconds a tick, ticks
  let video: Track | undefined;
  for (let place = 0, elements = 0; place < mostBytes && elements < mostElements; elements += 1) {
    const element = await elementAt(window, place, parents);
    if (!element) return factsOf(video, source, times, scale);
    const { id, start, end } = element;
    if (id === ids.track) tracks.push({});
    if (id === ids.cluster) {
      video ??= tracks.find((track) => track[ids.trackType] === 1);
      if (wanted === 'size') break;
    }
    if (id === ids.block || id === ids.simpleBlock) {
      const block = await window.at(start, 6);
      const { value, length } = variable(block, true);
      if (value === video?.[ids.trackNumber]) times.push(cluster + block.readInt16BE(length));
    } else if (numbers.has(id)) {
      const value = numberIn(await window.at(start, end - start), source);
      if (id === ids.timestampScale) scale = value;
      else if (id === ids.timestamp) cluster = value;
      else Object.assign(tracks.at(-1) ?? {}, { [id]: value });
    } else if (id === ids.roll) {
      const bytes = await window.at(start, end - start);
      Object.assign(tracks.at(-1) ?? {}, { [id]: bytes.length === 8 ? bytes.readDoubleBE(0) : bytes.readFloatBE(0) });
    }
    place = parents.has(id) ? start : end;
  }
  const { width, height } = factsOf(video, source, [], scale);
  return { width, height };
}

function factsOf(track: Track | undefined, source: MediaSource, times: readonly number[], scale: number): VideoFacts {
  const { [ids.pixelWidth]: pixelWidth, [ids.pixelHeight]: pixelHeight } = track ?? {};
  if (!track || !pixelWidth || !pixelHeight) {
    throw new MediaProblem('media-unreadable', `${source.name} must have a video track with a size, but has none.`);
  }
  const [width, height] = shownSides(track, pixelWidth, pixelHeight);
  const size = Math.abs(track[ids.roll] ?? 0) % 180 === 90 ? { width: height, height: width } : { width, height };
  const { frames, framesPerSecond } = frameTimes(Float64Array.from(times), 1e9 / scale);
  if (framesPerSecond === undefined) return { ...size, frames };
  return { ...size, frames, framesPerSecond: nominalRate(framesPerSecond, track[ids.defaultDuration], times.length) };
}

const displayUnits = { pixels: 0, unknown: 4 };

/** What is shown in pixels has so many; of other units, centimetres and the like, only the aspect counts. */
function shownSides(track: Track, pixelWidth: number, pixelHeight: number): [width: number, height: number] {
  const {
    [ids.displayUnit]: unit = displayUnits.pixels,
    [ids.displayWidth]: across,
    [ids.displayHeight]: down,
  } = track;
  if (unit === displayUnits.pixels) return [across || pixelWidth, down || pixelHeight];
  return unit < displayUnits.unknown && across && down
    ? [Math.round((pixelHeight * across) / down), pixelHeight]
    : [pixelWidth, pixelHeight];
}

/** Times are rounded to a tick, most often a millisecond; what the track says of a frame's duration is exact, where the times agree. */
function nominalRate(measured: number, nanoseconds: number | undefined, frames: number): number {
  const stated = nanoseconds ? rateOf(nanoseconds) : measured;
  return Math.abs(frames / stated - frames / measured) < 1 / measured ? stated : measured;
}

/** Of frames that last so long, rounded to a nanosecond: the rate is a whole one, or that of NTSC, where these round to it. */
function rateOf(nanoseconds: number): number {
  const exact = 1e9 / nanoseconds;
  const usual = [Math.round(exact), (Math.round(exact * 1.001) * 1000) / 1001];
  return usual.find((rate) => Math.abs(1e9 / rate - nanoseconds) < 1) ?? exact;
}
