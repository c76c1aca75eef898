import { given } from '../../lib/contracts/given.ts';
import { gatherClasses } from '../../lib/formats/data-set.ts';
import type { ReadFacts, ReadObject } from '../../lib/formats/format.ts';
import type { Label, Unit } from '../../lib/label/label.ts';
import { drawWritten, type ReadableFormat } from '../../lib/preview/draw-written.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import { drawFile, drawLabel } from '../../lib/preview/preview.ts';
import { explained } from '../pictures/explained.ts';
import { hasPicture, type Pictures } from '../pictures/pictures.ts';

type Size = { readonly width: number; readonly height: number };

/** What is known besides what is drawn. */
export type Facts = {
  readonly pictures: Pictures;
  /** The names of the classes by number; where nobody said them, a label has its own in their order. */
  readonly classes?: readonly string[] | undefined;
  /** Of the pictures of files that do not say it. */
  readonly size?: Size | undefined;
  /** Of the volume of a unit, by the unit's path, where a label says it. */
  readonly geometryOf?: ReadFacts['geometryOf'];
};

/** The units of a label, each as the label has it, and as the files of a format have it, where one is named. */
export async function drawingsOfLabel(
  label: Label,
  chosen: ReadableFormat | undefined,
  facts: Facts,
): Promise<Group[]> {
  await facts.pictures.load?.(label.units);
  const pictureOf = (unit: Unit) => (hasPicture(unit) ? facts.pictures.of(unit)?.address : undefined);
  const drawings = drawLabel(label, pictureOf);
  const classes = facts.classes ?? classesOf(label);
  const written = chosen && drawWritten(label, chosen, { classes, pictureOf });
  return label.units.map((unit, index) => ({
    title: unit.name,
    drawings: [...drawings.slice(index, index + 1), ...(written?.get(unit.id) ?? [])].map((drawing) =>
      explained(drawing, hasPicture(unit) ? facts.pictures.reasonOf?.(unit) : undefined),
    ),
  }));
}

function classesOf({ categories, annotations }: Label): readonly string[] {
  const gathered = gatherClasses();
  gathered.add(categories, annotations);
  return gathered.classes.map(({ name }) => name);
}

/** A file below its tree. */
export type FormatFile = { readonly path: string; readonly bytes: Uint8Array };

/** The units that a file of a format tells of, read by the format's own reader; one without objects has the name of the file. */
export function drawingsOfFile(file: FormatFile, { format, options }: ReadableFormat, facts: Facts): Group[] {
  const { pictures, classes = [], size, geometryOf } = facts;
  const sizeOf = (unit: string): Size | undefined => pictures.of({ name: unit }) ?? size;
  const said = format.readUnits(file, options);
  const objects = format.holdsObjects(file.path)
    ? format.read(file, { classes, sizeOf, ...given({ geometryOf }) }, options)
    : [];
  const byUnit = Map.groupBy(objects, ({ unit }) => unit);
  const units = new Set([...said.keys(), ...byUnit.keys()]);
  return [...(units.size === 0 ? [file.path] : units)].map((unit) => {
    const own = byUnit.get(unit) ?? [];
    const facts = said.get(unit) ?? {};
    const picture = pictures.of({ name: unit });
    const { width, height } = picture ?? size ?? (facts.width === undefined ? sizeIn(own) : facts);
    const title = `${format.nameOf(options)}: ${units.size <= 1 ? file.path : unit}`;
    const drawing = drawFile({ ...facts, name: title, width, height }, own, picture?.address);
    return { title, drawings: [explained(drawing, pictures.reasonOf?.({ name: unit }))] };
  });
}

/** A mask is as large as its picture. */
function sizeIn(objects: readonly ReadObject[]): Partial<Size> {
  const [mask] = objects.flatMap(({ shape }) => (shape?.kind === 'mask' ? [shape] : []));
  return mask ?? {};
}
