import { keys } from '../../lib/contracts/keys.ts';
import { imagePath } from '../../lib/release/layout.ts';
import type { BatchSurvey } from '../../lib/release/survey.ts';
import { MemoryStore } from '../../local/memory-store.ts';
import { classes, labelOf, surveyedOf } from './labels.ts';

const perBatch = 1_000;
const linesOf = (lines: readonly unknown[]) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const numbersIn = (part: string) => Array.from({ length: perBatch }, (_, index) => Number(part) * perBatch + index);
const pathOf = (number: number) => `cam${number % 10}/${number}`;
const unitIdOf = (number: number) => labelOf(number).units[0]?.id ?? '';
const said: BatchSurvey = {
  classes: { described: classes.map((name) => ({ name })), drawn: [], conflicts: [] },
  ...{ notSoFar: 0, moved: [], refused: [] },
};
const counts = {
  ...{ labels: perBatch, images: perBatch, objects: 0, refused: [], omitted: [] },
  splits: [{ split: 'train', images: perBatch, objects: {} }],
};
const sha256 = 'a1'.repeat(32);
const label = 'label-00000000000000000000000000';

/** What the steps before have left of a million labels, made where it is read; what is written is counted and gone. */
export class SyntheticStore extends MemoryStore {
  writtenBytes = 0;
  readonly #run: string;

  constructor(run: string) {
    super();
    this.#run = run;
  }

  override async get(key: string) {
    const made = this.#madeFor(key);
    return made ? { etag: '"made"', metadata: {}, bytes: made, modifiedAt: new Date(0) } : super.get(key);
  }

  override async put(object: Parameters<MemoryStore['put']>[0]) {
    this.writtenBytes += object.bytes.length;
    if (/\/(facts|report)\/|build\.json$|classes\//.test(object.key)) await super.put(object);
  }

  override async putParts(_object: unknown, chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const chunk of chunks) bytes += chunk.length;
    this.writtenBytes += bytes;
    return bytes;
  }

  #madeFor(key: string): Buffer | undefined {
    const [, frozen] = /^releases\/[^/]+\/labels\/(\d+)\.jsonl$/.exec(key) ?? [];
    if (frozen !== undefined) return linesOf(numbersIn(frozen).map(labelOf));
    const beginning = keys.releaseWork(this.#run, '', 0).replace(/\/\/.*$/, '/');
    if (!key.startsWith(beginning)) return undefined;
    const [, name = '', part = '0'] = /^(.*)\/(\d+)\.jsonl$/.exec(key.slice(beginning.length)) ?? [];
    const numbers = numbersIn(part);
    if (name === 'settled') return linesOf(numbers.map((number) => [[unitIdOf(number), pathOf(number), 'train']]));
    if (name === 'survey') return linesOf(numbers.map(surveyedOf));
    if (name === 'survey-facts') return linesOf([said]);
    if (name === 'counts') return linesOf([counts]);
    if (name === 'shards') return linesOf([]);
    if (name === 'images') {
      return linesOf(
        numbers.map((number) => ({
          path: imagePath(`${pathOf(number)}.jpg`),
          split: 'train',
          label,
          unit: unitIdOf(number),
          uri: `s3://pictures/${pathOf(number)}.jpg`,
          width: 1_920,
          height: 1_080,
        })),
      );
    }
    if (name === 'manifest/yolo') {
      return linesOf(
        numbers.map((number) => ({
          path: `yolo/labels/${pathOf(number)}.txt`,
          sha256,
          bytes: 190,
          label,
          revision: 1_700_000_000_000_000,
          split: 'train',
        })),
      );
    }
    if (name.startsWith('whole-files/')) return linesOf([{ path: `whole/${name}`, sha256, bytes: 1 }]);
    return undefined;
  }
}
