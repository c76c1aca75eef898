import { createHash } from 'node:crypto';
import { keys } from '../contracts/keys.ts';
import type { ClassFacts } from '../formats/format.ts';
import { picturePath } from '../formats/unit-path.ts';
import type { Label } from '../label/label.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { BuildObjects } from './build-objects.ts';
import { cutLabel } from './cut-label.ts';
import { frozenLabels } from './frozen-labels.ts';
import { type ImageLine, imagePath, type ManifestLine, type Release } from './layout.ts';
import { type AnnotationRow, annotationRows } from './metadata/annotation-rows.ts';
import { annotationTable } from './metadata/annotation-table.ts';
import { type ChosenUnit, ChosenUnits } from './metadata/chosen-units.ts';
import { contactSheet, type UnitToShow } from './metadata/contact-sheet.ts';
import { croissant, type DescribedRelease } from './metadata/croissant.ts';
import { dataCard } from './metadata/data-card.ts';
import type { SettledUnit } from './settle-units.ts';

type Document = NonNullable<Release['documents']>[number];

export type Described = {
  readonly store: Pick<ObjectStore, 'get' | 'putParts'>;
  readonly objects: BuildObjects;
  readonly batches: number;
  readonly release: DescribedRelease;
  readonly classes: readonly ClassFacts[];
  /** Those of the whole data set. */
  readonly files: readonly ManifestLine[];
};

/**
 * Writes what describes a release to people and programs: a table of all annotations, a page of drawings, a data card, and the
 * description by which data sets are found. Returns what was written; memory holds a batch of labels and a part of the table.
 */
export async function writeDocuments(described: Described): Promise<readonly Document[]> {
  const { release, files } = described;
  const put = (path: string, contentType: string, chunks: AsyncIterable<Uint8Array>) =>
    putHashed(described.store, release.release, { path, contentType }, chunks);
  const chosen = new ChosenUnits(release.splits.flatMap(({ split }) => split ?? []));
  const rows = annotationTable(rowsOf(described, chosen));
  const table = await put('annotations.parquet', 'application/vnd.apache.parquet', rows);
  const sheet = contactSheet(release, await unitsToShow(described, chosen.units));
  const page = await put('preview.html', 'text/html; charset=utf-8', once(sheet));
  const card = await put('README.md', 'text/markdown; charset=utf-8', once(dataCard(release)));
  const description = await put('croissant.json', 'application/ld+json', once(croissant(release, [table, ...files])));
  return [table, page, card, description];
}

async function putHashed(
  store: Pick<ObjectStore, 'putParts'>,
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
async function* rowsOf(described: Described, chosen: ChosenUnits): AsyncGenerator<AnnotationRow> {
  const { batches, classes } = described;
  const numbers = new Map(classes.map(({ name, number }) => [name, number]));
  for (let batch = 0; batch < batches; batch += 1) {
    for (const { label, units } of await labelsOf(described, batch)) {
      for (const unit of units.values()) chosen.add(unit, batch);
      yield* annotationRows(label, { units, classes: numbers });
    }
  }
}

/** Reads their batches again, one after the other: a label has up to megabytes, and which are chosen is known at the end. */
async function unitsToShow(described: Described, chosen: readonly ChosenUnit[]): Promise<readonly UnitToShow[]> {
  const found = new Map<string, UnitToShow>();
  for (const [batch, wanted] of Map.groupBy(chosen, (unit) => unit.batch)) {
    const paths = new Set(wanted.map(({ path }) => path));
    for (const { label, units } of await labelsOf(described, batch))
      for (const [id, place] of units)
        if (paths.has(place.path)) found.set(place.path, { ...place, label: cutLabel(label, new Set([id])).label });
  }
  return chosen.flatMap(({ path }) => found.get(path) ?? []);
}

type ReleasedLabel = { readonly label: Label; readonly units: ReturnType<typeof unitsIn> };

async function labelsOf({ store, objects, release }: Described, batch: number): Promise<readonly ReleasedLabel[]> {
  const settled = await objects.readLines<readonly SettledUnit[]>('settled', batch);
  const images = new Set((await objects.findLines<ImageLine>('images', batch)).map(({ path }) => path));
  const labels = await frozenLabels(store, release.release, batch);
  return labels.map((label, index) => ({ label, units: unitsIn(label, settled[index] ?? [], images) }));
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
