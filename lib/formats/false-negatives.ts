import { categoryKindOf, type Label } from '../label/label.ts';
import type { Omission } from './holdings.ts';

type MaybeEmpty = { readonly emptyUnit?: string | undefined };
type Written<File, Piece> = {
  readonly files: readonly File[];
  readonly pieces?: readonly Piece[];
  readonly omitted: readonly Omission[];
};

/**
 * Training code takes an empty file for "looked at, and nothing there". Where a unit's file is empty because the format
 * holds none of its objects, or because the label was made without them, the unit has no file, and no list of a data set
 * names it. A unit that only has answers to questions is a negative: nothing is drawn in it.
 */
export function withoutFalseNegatives<File extends MaybeEmpty, Piece extends MaybeEmpty>(
  label: Label,
  written: Written<File, Piece>,
): Written<File, Piece> {
  const { files, pieces, omitted } = written;
  const isEmpty = ({ emptyUnit }: MaybeEmpty) => emptyUnit !== undefined;
  if (!files.some(isEmpty) && !pieces?.some(isEmpty)) return written;
  const marked = markedUnits(label);
  const leftOut = new Map<string, Omission>();
  const isTrue = ({ emptyUnit: unit }: MaybeEmpty): boolean => {
    const detail = unit === undefined ? undefined : marked.get(unit);
    if (unit === undefined || detail === undefined) return true;
    leftOut.set(unit, { code: 'unit-left-out', unit, detail });
    return false;
  };
  const kept = { files: files.filter(isTrue), ...(pieces ? { pieces: pieces.filter(isTrue) } : {}) };
  return { ...kept, omitted: [...omitted, ...leftOut.values()] };
}

/** The units in which the label marks something, or was made without what marks something, and which of both. */
function markedUnits({ units, annotations, leftOut = [] }: Label): ReadonlyMap<string, string> {
  const marked = new Map<string, string>();
  for (const { unit, code } of leftOut) {
    if (unit !== undefined && code !== 'value-not-kept') marked.set(unit, code);
    // What is of an unknown kind, and nobody knows where, may be in any unit.
    else if (code === 'unknown-kind') for (const { id } of units) marked.set(id, code);
  }
  for (const annotation of annotations) {
    if (categoryKindOf(annotation) === 'object') marked.set(annotation.unit, 'all objects omitted');
  }
  return marked;
}
