import { encodeId } from '../contracts/keys.ts';
import type { BuildObjects } from './build-objects.ts';
import { type TarMember, tarBytes } from './tar.ts';

/** A unit as a tree has it: its files, which stand together in one tar file. */
export type Sample = { readonly members: readonly TarMember[] };

/** Of a tree of the layout `webdataset`, and of a split. */
export type SamplePlace = { readonly root: string; readonly split: string | undefined };

/** A sample where it waits: the bytes of its members stand behind each other in a part of the batch. */
type WaitingSample = { readonly part: number; readonly members: readonly (readonly [path: string, bytes: number])[] };

type Waiting = {
  readonly place: SamplePlace;
  readonly lines: WaitingSample[];
  part: number;
  bytes: Uint8Array[];
  held: number;
};
const nothingYet = (place: SamplePlace): Waiting => ({ place, lines: [], part: 0, bytes: [], held: 0 });

/** Of bytes that are held at once: a step holds a batch of labels, too. */
const largestPart = 32 * 1024 * 1024;

const nameOf = ({ root, split = '' }: SamplePlace): string => `samples/${encodeId(root)}/${encodeId(`split ${split}`)}`;
const bytesName = (place: SamplePlace, part: number): string => `${nameOf(place)}/${part}`;

/** Keeps the samples of a batch until their tar files are written, which do not end where batches do. */
export function newSampleWriter(objects: BuildObjects, batch: number, largest = largestPart) {
  const open = new Map<string, Waiting>();

  async function flush(waiting: Waiting): Promise<void> {
    if (waiting.bytes.length === 0) return;
    await objects.writeBytes(bytesName(waiting.place, waiting.part), batch, Buffer.concat(waiting.bytes));
    waiting.part += 1;
    waiting.bytes = [];
    waiting.held = 0;
  }

  return {
    async add(place: SamplePlace, { members }: Sample): Promise<void> {
      const names = new Set(members.map(({ path }) => path.toLowerCase()));
      if (names.size < members.length)
        throw new TypeError(
          `Each file of a sample must have an ending of its own, but two are ${[...names].join(', ')}.`,
        );
      const name = nameOf(place);
      const waiting = open.get(name) ?? nothingYet(place);
      open.set(name, waiting);
      waiting.lines.push({ part: waiting.part, members: members.map(({ path, bytes }) => [path, bytes.length]) });
      for (const { bytes } of members) {
        waiting.bytes.push(bytes);
        waiting.held += bytes.length;
      }
      if (waiting.held >= largest) await flush(waiting);
    },
    async finish(): Promise<void> {
      for (const [name, waiting] of open) {
        await flush(waiting);
        await objects.writeLines(name, batch, waiting.lines);
      }
    },
  };
}

/** In the order of the labels, whatever the batches: a part of a batch is in memory. */
export async function* waitingSamples(
  objects: BuildObjects,
  place: SamplePlace,
  batches: number,
): AsyncGenerator<Sample> {
  for (let batch = 0; batch < batches; batch += 1) {
    const lines = await objects.findLines<WaitingSample>(nameOf(place), batch);
    for (const [part, samples] of Map.groupBy(lines, (line) => line.part)) {
      const bytes = await objects.readBytes(bytesName(place, part), batch);
      let start = 0;
      for (const { members } of samples) {
        yield {
          members: members.map(([path, length]) => {
            start += length;
            return { path, bytes: bytes.subarray(start - length, start) };
          }),
        };
      }
    }
  }
}

/** Of all its members with their headers. */
export const sampleBytes = ({ members }: Sample): number =>
  members.reduce((sum, { bytes }) => sum + tarBytes(bytes.length), 0);
