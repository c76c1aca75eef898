import { pullRelease } from '../../cli/pull/pull-release.ts';
import { readRelease } from '../../lib/release/read-release.ts';
import { MemoryStore } from '../../local/memory-store.ts';
import { writeRelease } from './written-release.ts';

/** Pulls a release of 200 files into the folder that it is called with, and says so to its parent after each file. */

const [out = '', layout = 'files'] = process.argv.slice(2);
const files = Object.fromEntries(
  Array.from({ length: 200 }, (_, number) => [
    `yolo/labels/${String(number).padStart(3, '0')}.txt`,
    { text: `${number}\n`.repeat(10_000), label: String(number), revision: number },
  ]),
);
const store = new MemoryStore();
await writeRelease(store, { files, layout: layout === 'shards' ? 'shards' : 'files', shardOf: 20 });
const release = await readRelease(store, 'harbour-1');
const { counts } = await pullRelease({
  ...{ release, out, choice: {} },
  onChosen() {},
  onProgress: () => process.send?.('file'),
});
process.send?.(counts);
process.disconnect();
