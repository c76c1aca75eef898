import { given } from '../../lib/contracts/given.ts';
import { gatherClasses } from '../../lib/formats/data-set.ts';
import type { ReadObject } from '../../lib/formats/format.ts';
import type { Label, Unit } from '../../lib/label/label.ts';
import { drawWritten, type ReadableFormat } from '../../lib/preview/draw-written.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import { drawFile, drawLabel } from '../../lib/preview/preview.ts';
import { explained } from '../pictures/explained.ts';
import { hasPicture, type Pictures } from '../pictures/pictures.ts';
import { recorded, shown } from '../pictures/shown.ts';

type Size = { readonly width: number; readonly height: number };

/** What is known besides what is drawn. */
export type Facts = {
  readonly pictures: Pictures;
  /** The names of the classes by number; where nobody said them, a label has its own in their order. */
  readonly classes?: readonly string[] | undefined;
  /** Of the pictures of files that do not say it. */
  readonly size?: Size | undefined;
  /** The unit of a file by its path, where its label is known. */
  readonly unitOf?: (path: string) => Unit | undefined;
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
      shown(drawing, unit, facts.pictures),
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
export function drawingsOfFile(file: FormatFile, { format, options, reader }: ReadableFormat, facts: Facts): Group[] {
  const { pictures, classes = [], size, unitOf } = facts;
  const sizeOf = (unit: string): Size | undefined => pictures.of({ name: unit }) ?? size;
  const said = reader.readUnits(file, options);
  const objects = reader.holdsObjects(file.path)
    ? reader.read(file, { classes, sizeOf, geometryOf: (path) => unitOf?.(path)?.geometry }, options)
    : [];
  const byUnit = Map.groupBy(objects, ({ unit }) => unit);
  const units = new Set([...said.keys(), ...byUnit.keys()]);
  return [...(units.size === 0 ? [file.path] : units)].map((unit) => {
    const own = byUnit.get(unit) ?? [];
    const { framesPerSecond } = unitOf?.(unit) ?? {};
    const facts = { ...given({ framesPerSecond }), ...said.get(unit) };
    const picture = pictures.of({ name: unit });
    const { width, height } = picture ?? size ?? (facts.width === undefined ? sizeIn(own) : facts);
    const title = `${format.nameOf(options)}: ${units.size <= 1 ? file.path : unit}`;
    const drawing = drawFile({ ...facts, name: title, width, height }, own, picture?.address);
    const withReason = explained(drawing, pictures.reasonOf?.({ name: unit }));
    const isWhole = own.some(({ at }) => at !== undefined && at.kind !== 'whole'); // else it is the file of one frame
    const recording = isWhole ? pictures.recordingOf?.({ name: unit }) : undefined;
    return { title, drawings: [recorded(withReason, recording, { framesPerSecond: facts.framesPerSecond })] };
  });
}

/** A mask is as large as its picture. */
function sizeIn(objects: readonly ReadObject[]): Partial<Size> {
  const [mask] = objects.flatMap(({ shape }) => (shape?.kind === 'mask' ? [shape] : []));
  return mask ?? {};
}
