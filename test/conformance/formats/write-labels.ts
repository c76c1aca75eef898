import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Format, Omission } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import { pathRing } from '../../../lib/label/curve.ts';
import { ellipseRing } from '../../../lib/label/ellipse.ts';
import { corners } from '../../../lib/label/geometry.ts';
import { type Annotation, Label, type Ring } from '../../../lib/label/label.ts';
import { rasterise } from '../../../lib/label/rasterise.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../../support/examples.ts';
import { anyLabel } from '../../support/labels.ts';
import { writeCvat } from './cvat.ts';
import { writePascalVoc } from './pascal-voc.ts';

const randomLabels = { numRuns: 50, seed: 20260504 };

type Case = { readonly name: string; readonly label: Label; readonly classes: readonly string[] };

const classesOf = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

const examples: Case[] = ['coco', 'cvat', 'pascal-voc', 'yolo'].flatMap((id) => {
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

/** Row-major runs of what an annotation of the canonical label covers; none for what is not an area. */
function pixels({ shape }: Annotation, size: { width: number; height: number }): readonly number[] | undefined {
  if (shape?.kind === 'box') return rasterise([[corners(shape)]], size).counts;
  if (shape?.kind === 'polygon') return rasterise(shape.polygons, size).counts;
  if (shape?.kind === 'ellipse') return rasterise([[ellipseRing(shape)]], size).counts;
  if (shape?.kind === 'path') {
    const ring = pathRing(shape);
    return ring && rasterise([[ring]], size).counts;
  }
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

/** The files of every case below `folder`, and `cases.json`, which says what they were made from. */
export function writeLabels(folder: string): void {
  const cases = [...examples, ...random()].map(({ name, label, classes }, number) => {
    const context = {
      classes: new Map(classes.map((category, index) => [category, index])),
      labelName: 'label',
      document: {},
    };
    const write = (format: Format) => {
      const below = join(folder, String(number), format.id);
      const options = format.Options.parse({});
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
      const fileOf = new Map(units.map(({ id }, index) => [id, files[index]]));
      const pathOf = (unit: string) => {
        const file = fileOf.get(unit);
        return file ? join(below, file.path) : null; // its file would say that nothing is in it
      };
      return { omitted, fileOf, pathOf, below };
    };
    const coco = write(formats.coco);
    const yolo = write(formats.yolo);
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
        writtenPixels: file ? writtenPixels(file, size) : [],
      };
    });
    return {
      name,
      classes,
      categories: classesOf(label),
      templates: Object.fromEntries(label.categories.map(({ name, skeleton }) => [name, skeleton ?? null])),
      units,
      cvat: writeCvat(join(folder, String(number)), label, classes),
      voc: writePascalVoc(join(folder, String(number)), label, classes),
      omitted: { coco: coco.omitted, yolo: yolo.omitted },
      dataYaml: join(yolo.below, 'data.yaml'),
    };
  });
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
}
