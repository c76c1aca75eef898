import { join } from 'node:path';
import coco from '../../../lib/formats/coco/index.ts';
import type { Annotation, Label, Ring } from '../../../lib/label/label.ts';
import { combine, maskArea } from '../../../lib/label/mask.ts';
import { decodeCounts } from '../../../lib/label/rle.ts';
import { platformOf } from '../../../local/platform-testing.ts';
import { readJson } from '../../support/examples.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

/**
 * Encord's own COCO exporter and this project's, object for object, on the documents of `--documents FOLDER`:
 * `FOLDER/encord/*.expected-coco.json`, which Encord's SDK wrote, and the label rows they were made of.
 */

type Rle = { readonly size: readonly [number, number]; readonly counts: string };
type CocoAnnotation = {
  readonly category_id: number;
  readonly image_id: number;
  readonly bbox: readonly number[];
  readonly area: number;
  readonly segmentation: readonly (readonly number[])[] | Rle;
  readonly keypoints?: readonly number[] | null;
  readonly attributes: { readonly encord_track_uuid: string };
};
type CocoFile = {
  readonly categories: readonly { readonly id: number; readonly name: string; readonly supercategory: string }[];
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly CocoAnnotation[];
};

/** Where the two differ on purpose, by Encord's name of the shape: what is compared all the same, and the reason. */
const differences: Readonly<
  Record<string, { readonly compared: readonly (keyof CocoAnnotation)[]; readonly why: string }>
> = {
  rotatable_bounding_box: { compared: ['area'], why: 'Encord writes the box before its rotation, we its true corners' },
  polyline: { compared: [], why: 'Encord writes a ring there and back of no area, we tell shape-not-held' },
  point: { compared: [], why: 'Encord writes a segmentation of one position, we tell shape-not-held' },
  skeleton: { compared: [], why: 'Encord lists no keypoints in its category and takes every one for visible' },
};
const everything: readonly (keyof CocoAnnotation)[] = ['bbox', 'area', 'segmentation'];

const cases = [
  {
    row: 'generated.image.simple-polygon.json',
    ontology: 'generated.ontology.json',
    expected: 'generated.image.simple-polygon.expected-coco.json',
  },
  {
    row: 'label-row.video.data-1.json',
    ontology: 'ontology.video-data-1.json',
    expected: 'coco.video-data-1.expected-coco.json',
  },
] as const;

export type Comparison = { readonly lines: readonly string[]; readonly failed: number };

/** A line a case and shape; `failed` objects differ without a reason. */
export async function compareWithEncord(documents: string): Promise<Comparison> {
  const folder = join(documents, 'encord');
  const comparisons: Comparison[] = [compareMultiPolygon(folder)];
  for (const { row, ontology, expected } of cases) {
    const label = await labelOf(readJson(join(folder, row)), readJson(join(folder, ontology)));
    comparisons.push(compare(expected, label, readJson(join(folder, expected)) as CocoFile));
  }
  return {
    lines: comparisons.flatMap(({ lines }) => lines),
    failed: comparisons.reduce((sum, { failed }) => sum + failed, 0),
  };
}

async function labelOf(row: unknown, ontology: unknown): Promise<Label> {
  const [document] = [row].flat() as { label_hash: string; data_hash: string }[];
  const { default: encord } = await platformOf('encord').reader();
  const ref = { label: document?.label_hash, dataUnit: document?.data_hash, occurredAt: '2026-05-04T12:00:00.000Z' };
  return encord.normalise({ ref, document, ontology }, 'project');
}

function compare(name: string, label: Label, expected: CocoFile): Comparison {
  const tally = new Map<string, number>();
  const frameOf = new Map(expected.images.map(({ id, file_name }) => [id, /\/(\d+)\.\w+$/.exec(file_name)?.[1]]));
  for (const theirs of expected.annotations) {
    const category = expected.categories.find(({ id }) => id === theirs.category_id);
    const id = theirs.attributes.encord_track_uuid;
    const annotation =
      label.annotations.find((each) => each.id === `${id}#${frameOf.get(theirs.image_id)}`) ??
      label.annotations.find((each) => each.id === id);
    const { compared, why } = differences[category?.supercategory ?? ''] ?? { compared: everything, why: '' };
    const ours = annotation && written(label, annotation);
    const agrees =
      annotation?.category === category?.name && compared.every((key) => isEqual(ours?.[key], theirs[key]));
    const verdict = agrees ? `agree in ${['category', ...compared].join(', ')}${why && `; ${why}`}` : differ;
    const line = `${category?.supercategory ?? 'unknown'}: ${verdict}`;
    tally.set(line, (tally.get(line) ?? 0) + 1);
  }
  return {
    lines: [`Encord's ${name}`, ...[...tally].map(([line, count]) => `  ${count} × ${line}`)],
    failed: [...tally].reduce((sum, [line, count]) => (line.endsWith(differ) ? sum + count : sum), 0),
  };
}

const differ = 'DIFFER';

/** One annotation alone, as if its frame were an image: our COCO holds images only. */
function written(label: Label, annotation: Annotation): CocoAnnotation | undefined {
  const { relations: _relations, ...alone } = annotation;
  const units = label.units.map((unit) => ({ ...unit, media: 'image' as const }));
  const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  const classes = new Map(names.map((name, number) => [name, number]));
  const image: Label = { ...label, units, annotations: [{ ...alone, at: { kind: 'whole' } }], tracks: [] };
  const { files } = coco.write(image, coco.Options.parse({}), { classes, labelName: 'label', document: {} });
  const texts = files.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')) as CocoFile);
  return texts.flatMap(({ annotations }) => annotations)[0];
}

const tolerance = 1e-5; // our files are rounded to a millionth

function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) <= tolerance;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isEqual(item, other[index]));
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

const leastOverlap = 0.995;

/** Encord draws parts and holes with OpenCV on truncated pixels, we by COCO's own rule: they may differ along the edge. */
function compareMultiPolygon(folder: string): Comparison {
  const polygons = readJson(join(folder, 'coco.multipolygon.polygons.json')) as number[][][];
  const theirs = readJson(join(folder, 'coco.multipolygon.expected-rle.json')) as Rle;
  const [height, width] = theirs.size;
  const ring = (flat: readonly number[]): Ring =>
    Array.from({ length: flat.length / 2 }, (_, index) => [
      (flat[2 * index] ?? 0) * width,
      (flat[2 * index + 1] ?? 0) * height,
    ]);
  const annotation = anAnnotation({ shape: { kind: 'polygon', polygons: polygons.map((rings) => rings.map(ring)) } });
  const label = aLabel({
    units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width, height }],
    annotations: [annotation],
  });
  const ours = written(label, annotation)?.segmentation as Rle;
  const [one, other] = [decodeCounts(ours.counts), decodeCounts(theirs.counts)];
  const both = maskArea({ counts: combine(one, other, (a, b) => a && b) });
  const overlap = both / maskArea({ counts: combine(one, other, (a, b) => a || b) });
  const agrees = overlap >= leastOverlap;
  const verdict = `${agrees ? 'agree' : differ}, overlap ${overlap.toFixed(5)}; Encord draws it on truncated pixels`;
  return {
    lines: ["Encord's coco.multipolygon.expected-rle.json", `  1 × polygon with a hole: ${verdict}`],
    failed: agrees ? 0 : 1,
  };
}
