import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Format, ReadObject } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Label } from '../../../lib/label/label.ts';
import { drawFile } from '../../../lib/preview/preview.ts';
import { svgFile } from '../../../lib/preview/svg-file.ts';
import type { Change, FileToChange } from '../../support/planted-faults/change.ts';
import { faults } from '../../support/planted-faults/faults.ts';
import type { Planting } from '../../support/planted-faults/planting.ts';
import { objectsOf, objectsWith, readDifferences } from '../../support/planted-faults/read-differences.ts';
import { classes, picture, type Sample, samples } from '../../support/planted-faults/samples.ts';
import { readerOf } from '../../support/reader-of.ts';

const plantingOf = (id: string): string => join(import.meta.dirname, id, 'planting.ts');
const readable = Object.values<Format>(formats).filter(({ ownReader }) => ownReader);

it('every format with a reader says how faults are planted in its files', () => {
  expect(readable.filter(({ id }) => !existsSync(plantingOf(id)))).toEqual([]);
});

const noChange: Change = { fields: (group) => group, pixels: (pixels) => pixels, rings: (rings) => rings };

for (const format of readable.filter(({ id }) => existsSync(plantingOf(id)))) {
  const reader = await readerOf(format);
  const plantings: readonly Planting[] = (await import(plantingOf(format.id))).default;
  for (const { options, edit, counting = {}, holds } of plantings) {
    const parsed = format.Options.parse(options);
    const read = (file: FileToChange) => reader.read(file, { classes, sizeOf: () => picture }, parsed);
    const exact = (Object.entries(samples) as [Sample, Label][]).flatMap(([sample, label]) =>
      unitFilesOf(format, parsed, label)
        .filter((file) => reader.holdsObjects(file.path) && readDifferences(label, read(file)).length === 0)
        .map((file) => ({ sample, label, file })),
    );

    describe(`the files of ${format.nameOf(parsed)}`, () => {
      it('are read back as the label has them, to the last pixel, character and millisecond, and drawn like it', () => {
        expect([...new Set(exact.map(({ sample }) => sample))]).toEqual(holds);
        for (const { label, file } of exact) {
          const objects = read(file);
          expect(readDifferences(label, read(changed(file)))).toEqual([]);
          expect(drawingOf(label, objects)).toBe(drawingOf(label, objectsWith(label, objects)));
        }
      });

      const planted = faults.filter(
        ({ of, isFor = () => true }) => holds.some((sample) => of.includes(sample)) && isFor(counting),
      );
      it.each(planted.map((fault) => [fault.name, fault] as const))(
        'with %s are found out',
        (_name, { of, change }) => {
          for (const { sample, label, file } of exact.filter((each) => of.includes(each.sample))) {
            const wrong = changed(file, change(counting));
            expect([sample, wrong.bytes]).not.toEqual([sample, changed(file).bytes]);
            const objects = unlessRefused(() => read(wrong));
            if (!objects) continue;
            expect([sample, readDifferences(label, objects)]).not.toEqual([sample, []]);
            const drawing = drawingOf(label, objects);
            expect([sample, drawing]).not.toEqual([sample, drawingOf(label, read(file))]);
            expect([sample, drawing]).not.toEqual([sample, drawingOf(label, objectsOf(label))]);
          }
        },
      );
    });

    function changed(file: FileToChange, change: Partial<Change> = {}): FileToChange {
      return { path: file.path, bytes: edit(file, { ...noChange, ...change }) };
    }
  }
}

function unitFilesOf(format: Format, options: unknown, label: Label) {
  const numbers = new Map(classes.map((name, number) => [name, number]));
  const { files } = format.write(label, options, { classes: numbers, labelName: 'label', document: undefined });
  return files.filter(({ namedAfter }) => namedAfter === 'unit');
}

/** Undefined where the reader says that the file is none of its format. */
function unlessRefused(read: () => readonly ReadObject[]): readonly ReadObject[] | undefined {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return undefined;
  }
}

function drawingOf({ units }: Label, objects: readonly ReadObject[]): string {
  return svgFile(units.map((unit) => drawFile(unit, objects)));
}
