import { appendFileSync } from 'node:fs';
import { pullRelease } from '../../cli/pull/pull-release.ts';
import { readRelease } from '../../lib/release/read-release.ts';
import { MemoryStore } from '../../local/memory-store.ts';
import { aRequest, build, exportLabel } from './built-release.ts';
import { aLabel } from './labels.ts';

/**
 * Pulls a release of 200 samples with their pictures into the folder that it is called with, says so to its parent after each
 * picture, and notes in the second file what it asks for.
 */

const [out = '', asked = ''] = process.argv.slice(2);
const store = new MemoryStore();
for (let number = 0; number < 200; number += 1) {
  const name = `cam/${String(number).padStart(3, '0')}.jpg`;
  const unit = {
    id: `unit-${number}`,
    name,
    media: 'image' as const,
    width: 64,
    height: 48,
    sourceUri: `s3://p/${name}`,
  };
  await exportLabel(store, aLabel({ source: { label: `label-${number}` }, units: [unit] }));
}
await build(store, aRequest({ layout: 'webdataset', formats: [{ id: 'yolo' }, { id: 'kitti' }] }));
const read = async (uri: string) => {
  appendFileSync(asked, `${uri}\n`);
  return (async function* () {
    yield Buffer.from(`${uri}\n`.repeat(5_000));
  })();
};
const { pictures } = await pullRelease({
  ...{ release: await readRelease(store, 'r1'), out, choice: {} },
  pictures: { source: { read }, folders: () => [] },
  onChosen() {},
  onProgress: () => process.send?.('picture'),
});
process.send?.(pictures);
process.disconnect();
