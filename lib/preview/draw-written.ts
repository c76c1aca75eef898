import { encodeId } from '../contracts/keys.ts';
import type { Format, FormatFile, Omission, OwnReader, ReadObject } from '../formats/format.ts';
import { unitPaths } from '../formats/unit-path.ts';
import type { Label, Unit } from '../label/label.ts';
import { type Drawing, drawFile } from './preview.ts';

/** A format with the options that its files are written with. */
type ChosenFormat = { readonly format: Format; readonly options: unknown };

/** One whose files can be drawn. */
export type ReadableFormat = ChosenFormat & { readonly reader: Required<OwnReader> };

export const isReadable = ({ format }: Pick<ChosenFormat, 'format'>): boolean => format.ownReader !== undefined;

/** With the format's own reader; undefined where nothing reads its files back. */
export async function withReader(chosen: ChosenFormat): Promise<ReadableFormat | undefined> {
  const reader = await chosen.format.ownReader?.();
  return reader && { ...chosen, reader };
}

type Context = {
  /** `classes[n]` is the name of class n; holds every object category of the label. */
  readonly classes: readonly string[];
  readonly document?: unknown;
  pictureOf(unit: Unit): string | undefined;
};

/** A label as each file of a format tells it, by the id of its unit: written, and read back by the format's own reader. */
export function drawWritten(
  label: Label,
  { format, options, reader }: ReadableFormat,
  { classes, document, pictureOf }: Context,
): ReadonlyMap<string, readonly Drawing[]> {
  const { files, omitted } = format.write(label, options, {
    classes: new Map(classes.map((name, number) => [name, number])),
    labelName: encodeId(label.source.label),
    document,
  });
  const paths = unitPaths(label.units);
  const unitAt = new Map(label.units.map((unit) => [paths.get(unit.id) ?? '', unit]));
  const name = format.nameOf(options);
  const read = files
    .filter(({ namedAfter, path }) => namedAfter === 'unit' && reader.holdsObjects(path))
    .map((file) => {
      const objects = reader.read(
        file,
        {
          classes,
          sizeOf: (path) => sizeOf(unitAt.get(path)),
          geometryOf: (path) => unitAt.get(path)?.geometry,
        },
        options,
      );
      const unit = unitOf(file, objects, unitAt);
      return { file, objects, unit, facts: reader.readUnits(file, options).get((unit && paths.get(unit.id)) ?? '') };
    });
  return new Map(
    label.units.map((unit) => {
      const own = read.filter((each) => each.unit?.id === unit.id);
      const lost = lossesOf(omitted.filter((omission) => omission.unit === unit.id));
      const more = own.length - mostDrawings;
      if (more > 0) lost.push(`${more} more files are not drawn`);
      const drawings = own.slice(0, mostDrawings).map(({ file, objects, facts }): Drawing => {
        const shown = isFrame(unit, objects) ? pictureFacts(unit) : { ...unit, ...facts };
        const drawn = drawFile({ ...shown, name: `${name}: ${file.path}` }, objects, pictureOf(unit));
        return { ...drawn, notes: [...drawn.notes, ...lost] };
      });
      const none = { title: `${name}: no file`, notes: lost, blocks: [] };
      return [unit.id, drawings.length > 0 ? drawings : [none]];
    }),
  );
}

/** Of one unit: a video has a file a frame in some formats. */
const mostDrawings = 8;

const sizeOf = (unit: Unit | undefined) =>
  unit?.width === undefined || unit.height === undefined ? undefined : { width: unit.width, height: unit.height };

/** A file of a video that says nothing of frames is that of one of them, which is drawn as a picture. */
const isFrame = (unit: Unit, objects: readonly ReadObject[]) =>
  unit.media === 'video' && objects.every(({ at }) => at?.kind !== 'frame');

const pictureFacts = ({ name, width, height }: Unit) => ({ name, width, height });

/** As its objects say, else the unit whose path is in that of the file. */
function unitOf(
  { path }: Pick<FormatFile, 'path'>,
  [object]: readonly ReadObject[],
  unitAt: ReadonlyMap<string, Unit>,
): Unit | undefined {
  if (object) return unitAt.get(object.unit);
  const candidates = [...unitAt.keys()].filter((candidate) => path.includes(candidate));
  return unitAt.get(candidates.toSorted((one, other) => other.length - one.length)[0] ?? '');
}

function lossesOf(omitted: readonly Omission[]): string[] {
  const kinds = Map.groupBy(omitted, ({ code, detail }) => (detail === undefined ? code : `${code}: ${detail}`));
  return [...kinds].map(([kind, { length }]) => `Omitted: ${length} × ${kind}`);
}
