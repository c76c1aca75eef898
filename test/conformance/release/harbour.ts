import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Label } from '../../../lib/label/label.ts';
import type { ImageLine, Release } from '../../../lib/release/layout.ts';
import { annotationRows } from '../../../lib/release/metadata/annotation-rows.ts';
import { annotationTable } from '../../../lib/release/metadata/annotation-table.ts';
import { croissant } from '../../../lib/release/metadata/croissant.ts';
import { dataCard } from '../../../lib/release/metadata/data-card.ts';
import { MemoryStore } from '../../../local/memory-store.ts';
import { labelwire } from '../../support/command-line.ts';
import { filesBelow } from '../../support/examples.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { writeRelease } from '../../support/written-release.ts';

export const [width, height] = [64, 48];
const classes = ['boat', 'buoy: red', 'Straße'];

/** Every fifth has nothing in it; the others have one to four boxes. */
export const labels: readonly Label[] = Array.from({ length: 60 }, (_, number) => {
  const name = `${['quay', 'über den Fluss', 'images'][number % 3]}/${number}.png`;
  const unit = `unit-${number}`;
  return aLabel({
    source: { label: `label-${number}`, revision: number },
    categories: classes.map((each) => ({ name: each, kind: 'object' })),
    units: [{ id: unit, name, media: 'image', width, height, sourceUri: `https://pictures.example/${number}` }],
    annotations: Array.from({ length: number % 5 }, (__, index) =>
      anAnnotation({
        ...{ id: `${number}-${index}`, unit, category: classes[(number + index) % 3] ?? '' },
        shape: { kind: 'box', x: 4 + index, y: 3 + number / 8, width: 20, height: 10 + index, rotationDegrees: 0 },
      }),
    ),
  });
});

export const objects = labels.reduce((sum, { annotations }) => sum + annotations.length, 0);

/** A release of these labels in a bucket, whose files `labelwire convert` wrote, with all that describes it. */
export async function harbour(folder: string): Promise<MemoryStore> {
  mkdirSync(join(folder, 'labels'));
  for (const label of labels)
    writeFileSync(join(folder, 'labels', `${label.source.label}.json`), JSON.stringify(label));
  const args = ['--from', 'canonical', '--to', 'coco,yolo,imagefolder', '--split', 'train=0.7,val=0.3'];
  const { code, stderr } = await labelwire(['convert', ...args, '--out', 'out', 'labels'], { folder });
  if (code !== 0) throw new Error(stderr);
  const out = join(folder, 'out');
  const names = filesBelow(out).filter((name) => !name.startsWith('.'));
  const files = Object.fromEntries(names.map((name) => [name, { text: readFileSync(join(out, name), 'utf8') }]));
  const splitOf = splitsIn(files);
  const images = labels.map((label) => imageOf(label, splitOf)).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const description = descriptionOf(images);
  const table = await tableOf(images);
  const whole = Object.entries(files)
    .filter(([name]) => !name.startsWith('yolo/labels/'))
    .map(([path, { text }]) => described(path, Buffer.from(text)));
  const store = new MemoryStore();
  await writeRelease(store, {
    ...{ files: { ...files, 'annotations.parquet': { text: '', bytes: table } }, images, description },
    documents: {
      'README.md': dataCard({ ...blank, ...description }),
      'croissant.json': croissant({ ...blank, ...description }, [described('annotations.parquet', table), ...whole]),
    },
  });
  return store;
}

const described = (path: string, bytes: Uint8Array) => ({
  path,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  bytes: bytes.length,
});

type Files = Readonly<Record<string, { readonly text: string }>>;

/** The split of a picture, as the lists of YOLO have it. */
function splitsIn(files: Files): (picture: string) => string {
  const train = new Set(files['yolo/train.txt']?.text.split('\n'));
  return (picture) => (train.has(`./images/${picture}`) ? 'train' : 'val');
}

function imageOf({ source: { label, revision }, units: [unit] }: Label, splitOf: (name: string) => string): ImageLine {
  const { id = '', name = '', sourceUri = null } = unit ?? {};
  return { path: `images/${name}`, split: splitOf(name), label, revision, unit: id, uri: sourceUri, width, height };
}

async function tableOf(images: readonly ImageLine[]): Promise<Buffer> {
  const places = new Map(images.map(({ unit, path, split }) => [unit, { path, split }]));
  const context = { units: places, classes: new Map(classes.map((name, number) => [name, number])) };
  const chunks: Uint8Array[] = [];
  for await (const chunk of annotationTable(labels.flatMap((label) => annotationRows(label, context))))
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

const nobody = { count: 0, labels: [] };
const blank = {
  schema: 1,
  ...{ release: 'harbour-1', run: 'harbour-1-1', writtenBy: '0.1.0', createdAt: '2026-05-04T12:00:00.000Z' },
  ...{ conflicts: [], moved: nobody, refused: nobody, renamed: 0, omitted: [] },
  leftOut: { consensus: 0, notGroundTruth: 0, state: 0, notListed: 0 },
} as const;

function descriptionOf(images: readonly ImageLine[]) {
  const input: Release['input'] = {
    ...{ schema: 1, release: 'harbour-1', layout: 'files', labels: 'newest' },
    projects: [{ connection: 'labelbox', project: 'harbour' }],
    formats: [{ id: 'coco' }, { id: 'yolo' }, { id: 'imagefolder' }],
    split: {
      shares: [
        { name: 'train', share: 0.7 },
        { name: 'val', share: 0.3 },
      ],
    },
  };
  const splits = ['train', 'val'].map((split) => ({
    split,
    images: images.filter((image) => image.split === split).length,
    objects: {},
  }));
  return { input, labels: labels.length, images: images.length, objects, splits, classes };
}
