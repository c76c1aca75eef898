import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { assemble, gatherClasses, gatherPieces } from '../../../lib/formats/data-set.ts';
import type { Format, Omission } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import { unitPath, unitPaths } from '../../../lib/formats/unit-path.ts';
import { pathRing } from '../../../lib/label/curve.ts';
import { ellipseRing } from '../../../lib/label/ellipse.ts';
import { corners } from '../../../lib/label/geometry.ts';
import { type Annotation, Label, type Ring } from '../../../lib/label/label.ts';
import { rasterise } from '../../../lib/label/rasterise.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../../support/examples.ts';
import { anyLabel } from '../../support/labels.ts';
import { writeClassification } from './classification.ts';
import { writeCvat } from './cvat.ts';
import { writePascalVoc } from './pascal-voc.ts';
import { writeRows } from './rows.ts';
import { writeSageMaker } from './sagemaker.ts';
import { writeSequences } from './sequences.ts';

const randomLabels = { numRuns: 50, seed: 20260504 };

type Case = { readonly name: string; readonly label: Label; readonly classes: readonly string[] };

const classesOf = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

/** Of every format but those that hold whatever the label does. */
const examples: Case[] = Object.keys(formats)
  .filter((id) => id !== 'canonical' && id !== 'native')
  .flatMap((id) => {
    const folder = join(root, 'lib', 'formats', id, 'examples');
    return foldersIn(folder).map((name) => {
      const label = Label.parse(readJson(join(folder, name, 'label.json')));
      const classes = readJsonIfThere(join(folder, name, 'classes.json')) as string[] | undefined;
      return { name: `${id}: ${name}`, label, classes: classes ?? classesOf(label) };
    });
  });

const random = (): Case[] =>
  fc.sample(anyLabel(), randomLabels).map((label, number) => ({
    name: `random label ${number}`,
    label,
    // Another order than the label's, and a class it does not have: numbers are the class map's, not the label's.
    classes: ['of another label', ...classesOf(label).reverse()],
  }));

/** Row-major runs of what an annotation of the canonical label covers, of a skeleton those of its box; none for what is not an area. */
function pixels({ shape }: Annotation, size: { width: number; height: number }): readonly number[] | undefined {
  if (shape?.kind === 'box') return rasterise([[corners(shape)]], size).counts;
  if (shape?.kind === 'polygon') return rasterise(shape.polygons, size).counts;
  if (shape?.kind === 'ellipse') return rasterise([[ellipseRing(shape)]], size).counts;
  if (shape?.kind === 'path') {
    const ring = pathRing(shape);
    return ring && rasterise([[ring]], size).counts;
  }
  if (shape?.kind === 'skeleton') return shape.box && rasterise([[corners(shape.box)]], size).counts;
  return shape?.kind === 'mask' ? shape.counts : undefined;
}

type CocoFile = { readonly annotations: readonly { readonly segmentation: number[][] | object }[] };

/** Row-major runs of each annotation that is in a file as polygons, as `rasterise` has them. */
const writtenPixels = (file: CocoFile, size: { width: number; height: number }) =>
  file.annotations.map(({ segmentation }) =>
    Array.isArray(segmentation) && segmentation.length > 0
      ? rasterise(
          segmentation.map((flat) => [asRing(flat)]),
          size,
        ).counts
      : null,
  );

const asRing = (flat: readonly number[]): Ring =>
  Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? 0, flat[2 * index + 1] ?? 0]);

/** One instances.json of all cases, each with the units of a folder of its own: `instances.json`, and what it must hold. */
async function writeWhole(folder: string, cases: readonly Case[]): Promise<void> {
  const { coco } = formats;
  const options = coco.Options.parse({});
  const gathered = gatherClasses();
  for (const { label } of cases) gathered.add(label.categories);
  const [file] = coco.whole({ classes: gathered.classes, splits: [] }, options);
  if (!file) throw new TypeError('COCO must have a file of a whole data set.');
  const classes = new Map(gathered.classes.map(({ name, number }) => [name, number]));
  const texts = new Map<string, string[]>();
  const gather = gatherPieces([file]);
  const all = { images: 0, annotations: 0 };
  for (const [number, { label }] of cases.entries()) {
    const units = label.units.map((unit) => ({ ...unit, name: `${number}/${unit.id}/${unit.name}` }));
    const context = { classes, labelName: `label-${number}`, document: {} };
    const single = coco.write({ ...label, units }, options, context);
    all.images += single.files.length;
    for (const { bytes } of single.files) {
      all.annotations += (JSON.parse(Buffer.from(bytes).toString('utf8')) as CocoFile).annotations.length;
    }
    const { pieces = [] } = coco.write({ ...label, units }, options, {
      ...context,
      dataSet: { splitOf: () => undefined },
    });
    for (const { stream, text } of gather(pieces)) texts.set(stream, [...(texts.get(stream) ?? []), text]);
  }
  const chunks = assemble(file, { batches: 1, read: ({ stream }) => texts.get(stream) });
  await writeFile(join(folder, 'instances.json'), chunks);
  await writeFile(join(folder, 'whole.json'), JSON.stringify(all));
}

/** One metadata.jsonl of all cases, and id2label.json; pictures are in folders as those of `writeWhole`. */
async function writeImageFolder(folder: string, cases: readonly Case[], chosen: object): Promise<void> {
  const { imagefolder } = formats;
  const options = imagefolder.Options.parse(chosen);
  const below = join(folder, imagefolder.nameOf(options));
  const gathered = gatherClasses();
  for (const { label } of cases) gathered.add(label.categories);
  const files = imagefolder.whole({ classes: gathered.classes, splits: [] }, options);
  const classes = new Map(gathered.classes.map(({ name, number }) => [name, number]));
  const gather = gatherPieces(files);
  const texts = cases.flatMap(({ label }, number) => {
    const units = label.units.map((unit) => ({ ...unit, name: `${number}/${unit.id}/${unitPath(unit)}.png` }));
    const context = { classes, labelName: `label-${number}`, document: {}, dataSet: { splitOf: () => undefined } };
    return gather(imagefolder.write({ ...label, units }, options, context).pieces ?? []).map(({ text }) => text);
  });
  mkdirSync(below);
  for (const file of files) {
    const chunks = assemble(file, { batches: 1, read: () => texts });
    await writeFile(join(below, file.path), chunks);
  }
}

/** The table of each unit, by the unit's id. */
function csvOf(folder: string, label: Label): Record<string, string> {
  const context = { classes: new Map<string, number>(), labelName: 'label', document: {} };
  const paths = unitPaths(label.units);
  const { files } = formats.csv.write(label, {}, context);
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, 'csv', path)), { recursive: true });
    writeFileSync(join(folder, 'csv', path), bytes);
  }
  const written = new Set(files.map(({ path }) => path));
  return Object.fromEntries(
    [...paths].flatMap(([unit, path]) =>
      written.has(`${path}.csv`) ? [[unit, join(folder, 'csv', `${path}.csv`)]] : [],
    ),
  );
}

/** The files of every case below `folder`; `cases.json`, what they were made from; `readers.json`, which readers each variant of a format names. */
export async function writeLabels(folder: string): Promise<void> {
  const all = [...examples, ...random()];
  const cases = all.map(({ name, label, classes }, number) => {
    const context = {
      classes: new Map(classes.map((category, index) => [category, index])),
      labelName: 'label',
      document: {},
    };
    const write = (format: Format, chosen: object = {}, filesAUnit = 1) => {
      const options = format.Options.parse(chosen);
      const below = join(folder, String(number), format.nameOf(options));
      const { files, omitted } = format.write(label, options, context);
      const all = [...files, ...format.collect(classes, options)];
      for (const { path, bytes } of all) {
        mkdirSync(dirname(join(below, path)), { recursive: true });
        writeFileSync(join(below, path), bytes);
      }
      // One file a unit that is not left out as a whole, in the label's order.
      const isOfUnit = ({ code, annotation }: Omission) => annotation === undefined && code !== 'track-ranges-not-held';
      const leftOut = new Set(omitted.filter(isOfUnit).map(({ unit }) => unit));
      const units = label.units.filter(({ id }) => !leftOut.has(id));
      const fileOf = new Map(units.map(({ id }, index) => [id, files[index * filesAUnit]]));
      const pathOf = (unit: string) => {
        const file = fileOf.get(unit);
        return file ? join(below, file.path) : null; // its file would say that nothing is in it
      };
      return { name: format.nameOf(options), options, omitted, fileOf, pathOf, below };
    };
    const coco = write(formats.coco);
    const yolo = write(formats.yolo);
    const tasks = formats.yolo.cases
      .slice(1)
      .filter((options) => !Object.hasOwn(options as object, 'frames')) // sequences.ts
      .map((options) => write(formats.yolo, options as object));
    const masks = formats.masks.cases.map((options) => write(formats.masks, options as object));
    const stuff = classes.filter((_, index) => index % 2 === 1);
    const panoptic = [{}, { stuff }].map((options) => write(formats['coco-panoptic'], options, 2));
    const segmentations = ['polygons', 'rle'].map((segmentation) => write(formats.coco, { segmentation }));
    const pictures = [...masks, ...panoptic, ...segmentations];
    // Of a panoptic unit, both of its files.
    const picturesOf = (unit: string) =>
      Object.fromEntries(
        pictures.map(({ name, pathOf }) => {
          const path = pathOf(unit);
          const picture = path?.replace('/annotations/', '/panoptic/').replace(/json$/, 'png');
          return [name, path?.endsWith('.json') && name.startsWith('coco-panoptic') ? `${path}|${picture}` : path];
        }),
      );
    const sized = label.units.filter(
      ({ media, coordinates, width, height }) =>
        media === 'image' && coordinates === undefined && width !== undefined && height !== undefined,
    );
    const units = sized.map((unit) => {
      const size = { width: unit.width ?? 0, height: unit.height ?? 0 };
      const written = coco.fileOf.get(unit.id);
      const file = written && (JSON.parse(Buffer.from(written.bytes).toString('utf8')) as CocoFile);
      const annotations = label.annotations
        .filter((annotation) => annotation.unit === unit.id)
        .map((annotation) => ({ ...annotation, pixels: pixels(annotation, size) }));
      return {
        ...unit,
        annotations,
        coco: coco.pathOf(unit.id),
        yolo: yolo.pathOf(unit.id),
        yoloTasks: Object.fromEntries(tasks.map(({ name, pathOf }) => [name, pathOf(unit.id)])),
        pictures: picturesOf(unit.id),
        writtenPixels: file ? writtenPixels(file, size) : [],
      };
    });
    return {
      name,
      classes,
      categories: classesOf(label),
      templates: Object.fromEntries(label.categories.map(({ name, skeleton }) => [name, skeleton ?? null])),
      units,
      label, // units of every medium, and annotations as they are
      classification: writeClassification(join(folder, String(number)), label),
      csv: csvOf(join(folder, String(number)), label),
      cvat: writeCvat(join(folder, String(number)), label, classes),
      voc: writePascalVoc(join(folder, String(number)), label, classes),
      rows: writeRows(join(folder, String(number)), label),
      options: Object.fromEntries([yolo, ...tasks, ...pictures].map(({ name, options }) => [name, options])),
      omitted: {
        coco: coco.omitted,
        yolo: yolo.omitted,
        ...Object.fromEntries([...tasks, ...pictures].map(({ name, omitted }) => [name, omitted])),
      },
      dataYaml: Object.fromEntries([yolo, ...tasks].map(({ name, below }) => [name, join(below, 'data.yaml')])),
    };
  });
  const readers = Object.values(formats).flatMap((format: Format) =>
    format.cases.map((input) => {
      const options = format.Options.parse(input);
      return { name: format.nameOf(options), readers: format.readersOf(options) };
    }),
  );
  writeFileSync(join(folder, 'readers.json'), JSON.stringify(readers));
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
  await writeWhole(folder, all);
  for (const options of formats.imagefolder.cases) await writeImageFolder(folder, all, options as object);
  await writeSageMaker(
    folder,
    all.map(({ label }) => label),
  );
  await writeSequences(folder);
}
