import type { Unit } from '../label/label.ts';
import type { AnnotationOf, FormatFile, LabelOf, Omission, ReadFacts, Written } from './format.ts';
import type { BoxedKind } from './upright-box.ts';
import { isSized, type Reason, type SizedUnit } from './visible-parts.ts';

/** Text files of a unit, a row an object, whose fields are between spaces and name the class: DOTA, KITTI. */

export type Drawn = AnnotationOf<BoxedKind> & { readonly shape: NonNullable<AnnotationOf<BoxedKind>['shape']> };

/** No text for a shape that has no area inside the image. */
export type Row = { readonly text?: string; readonly omitted: readonly Reason[] };

/** A unit without objects has an empty file, which needs no size. */
export function rowFiles(
  { units, annotations }: LabelOf<BoxedKind>,
  pathOf: (unit: Unit) => string,
  rowOf: (annotation: Drawn, unit: SizedUnit) => Row,
): Written {
  const files: FormatFile[] = [];
  const omitted: Omission[] = [];
  const drawnOf = Map.groupBy(annotations.filter(isDrawn), ({ unit }) => unit);
  for (const unit of units) {
    const drawn = drawnOf.get(unit.id) ?? [];
    if (drawn.length > 0 && !isSized(unit)) {
      omitted.push({ code: 'size-unknown', unit: unit.id });
      continue;
    }
    const rows: string[] = [];
    if (isSized(unit)) {
      for (const annotation of drawn) {
        const { text, omitted: why } = rowOf(annotation, unit);
        for (const reason of why) omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
        if (text !== undefined) rows.push(`${text}\n`);
      }
    }
    files.push({
      path: pathOf(unit),
      contentType: 'text/plain; charset=utf-8',
      bytes: Buffer.from(rows.join('')),
      namedAfter: 'unit',
      emptyUnit: rows.length === 0 ? unit.id : undefined,
    });
  }
  return { files, omitted };
}

const isDrawn = (annotation: AnnotationOf<BoxedKind>): annotation is Drawn => annotation.shape !== undefined;

/**
 * A class as one field. Readers cut rows at whatever Python's `split` takes for white space, and decode UTF-8: white space,
 * control characters and halves of surrogate pairs are `_` and their hex digits.
 */
export const oneWord = (name: string): string =>
  name.replace(/[\s\p{Cc}\p{Cs}]/gu, (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** A class as one line, for lists in which a line is a class. */
export const oneLine = (name: string): string =>
  name.replace(
    /[\p{Cc}\p{Cs}\u2028\u2029]/gu,
    (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** A class in JSON for Python: Arrow takes no half of a surrogate pair. */
export const wholeCharacters = (name: string): string =>
  name.replace(/\p{Cs}/gu, (half) => `_${half.charCodeAt(0).toString(16)}`);

export const changedName = (name: string): Reason[] =>
  oneWord(name) === name ? [] : [{ code: 'name-changed', detail: 'category' }];

export type ReadRow = { readonly category: string; readonly values: readonly number[]; readonly where: string };

/** The rows of a file, each with as many numbers as `columns` says around its class, which is the field at `classAt`. */
export function readRows(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: Pick<ReadFacts, 'classes'>,
  { columns, classAt }: { readonly columns: number; readonly classAt: number },
): readonly ReadRow[] {
  const rows = Buffer.from(bytes).toString('utf8').split('\n');
  if (rows.pop() !== '') throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  const nameOf = new Map(classes.map((name) => [oneWord(name), name]));
  return rows.map((row, index) => {
    const where = `Row ${index + 1} of ${path}`;
    const fields = row.split(' ');
    if (fields.length !== columns) {
      throw new SyntaxError(`${where} must have ${columns} columns, but has ${fields.length}. Write the file again.`);
    }
    const [word = ''] = fields.splice(classAt, 1);
    const category = nameOf.get(word);
    if (category === undefined) {
      throw new SyntaxError(
        `${where} must name a class of the project, but does not. Give the class map of its label.`,
      );
    }
    return { category, values: fields.map((field) => numberIn(field, where)), where };
  });
}

function numberIn(text: string, where: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(`${where} must hold numbers beside its class, but holds another text. Write the file again.`);
}

/** The unit of a file `<folder>/<unit>.txt`. */
export function unitIn(path: string, folder: string): string {
  if (path.startsWith(`${folder}/`) && path.endsWith('.txt')) return path.slice(folder.length + 1, -'.txt'.length);
  throw new SyntaxError(`The path must be ${folder}/<name>.txt, but is not. Give the file by its path below the tree.`);
}
