import type { FetchedDocument, Platform } from '../lib/platforms/platform.ts';
import { platforms } from '../lib/platforms/platforms.ts';
import { testingOf } from '../local/platform-testing.ts';
import { cpuPerCall } from './cpu.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';

const rounds = 5;
const frames = 1000;
const imageLabels = 1000;

/** Platform document → canonical label, the model's own check included; floor: parsing the same document as JSON. */
async function measured(
  platform: Platform,
  name: string,
  fetched: readonly FetchedDocument[],
  project: string,
): Promise<Measurement> {
  const { default: reader } = await platform.reader();
  const texts = fetched.map(({ document }) => JSON.stringify(document));
  const perCall = await cpuPerCall({
    floor: () => texts.map((text) => JSON.parse(text)),
    subject: () => fetched.map((each) => reader.normalise(each, project)),
  });
  const { floor, subject } = await inTurn(rounds, perCall);
  const megabytes = texts.reduce((sum, { length }) => sum + length, 0) / 1e6;
  return {
    name: `normalise/${platform.id}-${name}`,
    value: subject / floor,
    unit: '× CPU',
    goal: { atMost: 2.5 },
    absolute: `${(subject / 1000).toFixed(1)} ms ÷ ${(floor / 1000).toFixed(1)} ms of JSON.parse (${megabytes.toFixed(1)} MB)`,
  };
}

export const normalise: Benchmark = async () => {
  const measurements: Measurement[] = [];
  for (const platform of Object.values(platforms)) {
    const { project, video, images } = testingOf(platform.id).benchmark;
    measurements.push(await measured(platform, `video-of-${frames}-frames`, video(frames), project));
    measurements.push(await measured(platform, `${imageLabels}-images`, images(imageLabels), project));
  }
  return measurements;
};
