import { given } from '../lib/contracts/given.ts';
import type { FetchedDocument } from '../lib/platforms/platform.ts';
import { platforms } from '../lib/platforms/platforms.ts';
import { testingOf } from '../local/platform-testing.ts';
import { cpuPerCall } from './cpu.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';

const rounds = 5;
const frames = 1000;
const imageLabels = 1000;

type Work = (fetched: FetchedDocument) => unknown;

/** Platform document → canonical label, the model's own check included; floor: parsing the same document as JSON. */
async function measured(
  name: string,
  fetched: readonly FetchedDocument[],
  work: Work,
  goal?: Measurement['goal'],
): Promise<Measurement> {
  const texts = fetched.map(({ document }) => JSON.stringify(document));
  const perCall = await cpuPerCall({
    floor: () => texts.map((text) => JSON.parse(text)),
    subject: () => fetched.map(work),
  });
  const { floor, subject } = await inTurn(rounds, perCall);
  const megabytes = texts.reduce((sum, { length }) => sum + length, 0) / 1e6;
  return {
    name: `normalise/${name}`,
    value: subject / floor,
    unit: '× CPU',
    ...given({ goal }),
    absolute: `${(subject / 1000).toFixed(1)} ms ÷ ${(floor / 1000).toFixed(1)} ms of JSON.parse (${megabytes.toFixed(1)} MB)`,
  };
}

export const normalise: Benchmark = async () => {
  const measurements: Measurement[] = [];
  for (const platform of Object.values(platforms)) {
    const { project, video, images } = testingOf(platform.id).benchmark;
    const { default: reader } = await platform.reader();
    const documents = { video: video(frames), images: images(imageLabels) };
    for (const [what, fetched] of Object.entries(documents)) {
      const name = `${platform.id}-${what}`;
      const normalised = (each: FetchedDocument) => reader.normalise(each, project);
      measurements.push(await measured(name, fetched, normalised, { atMost: 2.5 }));
      measurements.push(await measured(`${name}-cleaned`, fetched, ({ document }) => reader.clean(document)));
    }
  }
  return measurements;
};
