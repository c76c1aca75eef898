import type { FetchedDocument } from '../lib/platforms/platform.ts';
import { platforms } from '../lib/platforms/platforms.ts';
import { cpuPerCall } from './cpu.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';
import type { PlatformDocuments } from './normalise/documents.ts';
import { encord } from './normalise/encord.ts';
import { labelStudio } from './normalise/label-studio.ts';
import { labelbox } from './normalise/labelbox.ts';

const rounds = 5;
const frames = 1000;
const imageLabels = 1000;

const documents = { encord, labelbox, 'label-studio': labelStudio } satisfies Record<
  keyof typeof platforms,
  PlatformDocuments
>;

/** Platform document → canonical label, the model's own check included; floor: parsing the same document as JSON. */
async function measured(
  id: keyof typeof platforms,
  name: string,
  fetched: readonly FetchedDocument[],
): Promise<Measurement> {
  const { default: reader } = await platforms[id].reader();
  const texts = fetched.map(({ document }) => JSON.stringify(document));
  const perCall = await cpuPerCall({
    floor: () => texts.map((text) => JSON.parse(text)),
    subject: () => fetched.map((each) => reader.normalise(each, documents[id].project)),
  });
  const { floor, subject } = await inTurn(rounds, perCall);
  const megabytes = texts.reduce((sum, { length }) => sum + length, 0) / 1e6;
  return {
    name: `normalise/${id}-${name}`,
    value: subject / floor,
    unit: '× CPU',
    goal: { atMost: 2.5 },
    absolute: `${(subject / 1000).toFixed(1)} ms ÷ ${(floor / 1000).toFixed(1)} ms of JSON.parse (${megabytes.toFixed(1)} MB)`,
  };
}

export const normalise: Benchmark = async () => {
  const measurements: Measurement[] = [];
  for (const id of Object.keys(documents) as (keyof typeof documents)[]) {
    measurements.push(await measured(id, `video-of-${frames}-frames`, documents[id].video(frames)));
    measurements.push(await measured(id, `${imageLabels}-images`, documents[id].images(imageLabels)));
  }
  return measurements;
};
