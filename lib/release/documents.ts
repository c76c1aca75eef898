import { createHash } from 'node:crypto';
import { keys } from '../contracts/keys.ts';
import type { ClassFacts } from '../formats/format.ts';
import { picturePath } from '../formats/unit-path.ts';
import type { Label } from '../label/label.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { BuildObjects } from './build-objects.ts';
import { frozenLabels } from './frozen-labels.ts';
import { type ImageLine, imagePath, type ManifestLine, type Release } from './layout.ts';
import { type AnnotationRow, annotationRows } from './metadata/annotation-rows.ts';
import { annotationTable } from './metadata/annotation-table.ts';
import { croissant, type DescribedRelease } from './metadata/croissant.ts';
import { dataCard } from './metadata/data-card.ts';
import type { SettledUnit } from './settle-units.ts';

type Document = NonNullable<Release['documents']>[number];

export type Described = {
  readonly store: ObjectStore;
  readonly objects: BuildObjects;
  readonly batches: number;
  readonly release: DescribedRelease;
  readonly classes: readonly ClassFacts[];
  /** Those of the whole data set. */
  readonly files: readonly ManifestLine[];
};

/**
 * Writes what describes a release to people and programs: a table of all annotations, a data card, and the description by which
 * data sets are found. Returns what was written; memory holds a batch of labels and a part of the table.
 */
export async function writeDocuments(described: Described): Promise<readonly Document[]> {
  const { release, files } = described;
  const put = (path: string, contentType: string, chunks: AsyncIterable<Uint8Array>) =>
    putHashed(described.store, release.release, { path, contentType }, chunks);
  const table = await put('annotations.parquet', 'application/vnd.apache.parquet', annotationTable(rowsOf(described)));
  const card = await put('README.md', 'text/markdown; charset=utf-8', once(dataCard(release)));
  const description = await put('croissant.json', 'application/ld+json', once(croissant(release, [table, ...files])));
  return [table, card, description];
}

async function putHashed(
  store: ObjectStore,
  release: string,
  { path, contentType }: { readonly path: string; readonly contentType: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<Document> {
  const sha256 = createHash('sha256');
  async function* hashed() {
    for await (const chunk of chunks) {
      sha256.update(chunk);
      yield chunk;
    }
  }
  const bytes = await store.putParts({ key: keys.release(release, path), contentType }, hashed());
  return { path, sha256: sha256.digest('hex'), bytes };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** In the order of the labels' keys, whatever the batches: equal releases have equal tables. */
async function* rowsOf({ store, objects, batches, release, classes }: Described): AsyncGenerator<AnnotationRow> {
  const numbers = new Map(classes.map(({ name, number }) => [name, number]));
  for (let batch = 0; batch < batches; batch += 1) {
    const settled = await objects.readLines<readonly SettledUnit[]>('settled', batch);
    const images = new Set((await objects.findLines<ImageLine>('images', batch)).map(({ path }) => path));
    for (const [index, label] of (await frozenLabels(store, release.release, batch)).entries())
      yield* annotationRows(label, { units: unitsIn(label, settled[index] ?? [], images), classes: numbers });
  }
}

/** Those whose label no format refused. */
function unitsIn({ units }: Label, settled: readonly SettledUnit[], images: ReadonlySet<string>) {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  return new Map(
    settled.flatMap(([id, place, split]) => {
      const unit = byId.get(id);
      const path = unit && imagePath(picturePath(unit, place));
      return path !== undefined && images.has(path) ? [[id, { path, split }] as const] : [];
    }),
  );
}
