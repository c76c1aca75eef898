import { expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { contactSheet } from '../../../../lib/release/metadata/contact-sheet.ts';
import { sha256Of } from '../../../../lib/store/place-file.ts';
import { aRequest, BuiltRelease, build, exportLabel } from '../../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { MemoryStore } from '../../../support/memory-store.ts';

const box = { kind: 'box', x: 10, y: 40, width: 10, height: 20, rotationDegrees: 0 } as const;

function labelOf(number: number, name = `cam/${number}.jpg`, boxes = 1): Label {
  const unit = `unit-${number}`;
  return aLabel({
    source: { label: `label-${number}` },
    units: [{ id: unit, name, media: 'image', width: 640, height: 480, sourceUri: 's3://secret/1.jpg' }],
    annotations: Array.from({ length: boxes }, (_, index) =>
      anAnnotation({ id: `a${index}`, unit, category: 'car', shape: { ...box, x: index % 600 } }),
    ),
  });
}

async function sheetOf(labels: readonly Label[], batch = 1_000): Promise<string> {
  const store = new MemoryStore();
  for (const label of labels) await exportLabel(store, label);
  await build(store, aRequest(), { sizes: { labels: batch, bytes: 1e9 } });
  const release = new BuiltRelease(store);
  const page = await release.text('preview.html');
  const { documents } = await release.release();
  const bytes = Buffer.from(page);
  expect(documents).toContainEqual({ path: 'preview.html', sha256: sha256Of(bytes), bytes: bytes.length });
  return page;
}

const headings = (page: string) => [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, text = '']) => text);
const many = Array.from({ length: 150 }, (_, number) => labelOf(number));

it('shows as many units of each split, the same ones whatever the batches are', async () => {
  const page = await sheetOf(many);
  const shown = headings(page);
  expect(page).toContain('<h1>Release r1: 24 of 150 units</h1>');
  expect(
    Map.groupBy(shown, (heading) => heading.split(':')[0])
      .entries()
      .map(([split, own]) => [split, own.length])
      .toArray(),
  ).toEqual([
    ['train', 8],
    ['val', 8],
    ['test', 8],
  ]);
  expect(await sheetOf(many, 7)).toBe(page);
});

it('most units that are shown stay when labels are added', async () => {
  const before = headings(await sheetOf(many.slice(0, 140)));
  const after = new Set(headings(await sheetOf(many)));
  expect(before.filter((heading) => after.has(heading)).length).toBeGreaterThan(16);
});

it('shows every unit of a small release', async () => {
  expect(headings(await sheetOf(many.slice(0, 3)))).toHaveLength(3);
});

it('text of a label is never markup, and nothing is loaded', async () => {
  const evil = '<img src=x onerror=alert(1)>"&.jpg';
  const page = await sheetOf([labelOf(0, evil)]);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page).not.toMatch(/<(img|script|image|link|iframe)\b|secret/);
});

it('a unit whose drawing is too large is named, and says so', () => {
  const { units, ...label } = labelOf(0, 'a.jpg', 2_000);
  const page = contactSheet({ release: 'r1', images: 1 }, [{ label: { ...label, units }, path: 'images/a.jpg' }]);
  expect(page).toMatch(/The drawing has \d{3},\d{3} characters, more than this page shows of a unit\./);
  expect(page.length).toBeLessThan(10_000);
});
