import { expect, it } from 'vitest';
import { releaseText } from '../../../cli/release/release-text.ts';
import { aRequest, BuiltRelease, build, exportLabel } from '../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';

it('counts a class that is called like something of every object, in a split that has none of it, too', async () => {
  const store = new MemoryStore();
  const label = aLabel({
    categories: [{ name: 'constructor', kind: 'object' }],
    annotations: [anAnnotation({ category: 'constructor' })],
  });
  await exportLabel(store, label);
  const shares = [
    { name: 'train', share: 1 },
    { name: 'val', share: 0 },
  ];
  await build(store, aRequest({ split: { shares } }));
  const text = releaseText(await new BuiltRelease(store).release(), 's3://bucket/releases/r1/');
  expect(text).toMatch(/^split {2}images {2}constructor\ntrain {2}1 {7}1\nval {4}0 {7}0$/m);
});
