import { type Annotation, categoryKindOf, type Label, type Track } from '../label/label.ts';
import type { Omission } from './holdings.ts';
import type { FormatFile, Written } from './written.ts';

type MaybeEmpty = Pick<FormatFile, 'emptyUnit' | 'emptyFrame'>;

/**
 * Training code takes an empty file for "looked at, and nothing there". Where a unit's file is empty because the format
 * holds none of its objects, or because the label was made without them, the unit has no file, and no list of a data set
 * names it; so it is with a frame that has a file of its own. A unit that only has answers to questions is a negative:
 * nothing is drawn in it. An audio in which answers have a time of their own is none: they say what is heard then.
 */
export function withoutFalseNegatives(label: Label, written: Written): Written {
  const { files, pieces, omitted } = written;
  const isEmpty = ({ emptyUnit }: MaybeEmpty) => emptyUnit !== undefined;
  if (!files.some(isEmpty) && !pieces?.some(isEmpty)) return written;
  const marked = markedUnits(label);
  const units = new Map<string, string>();
  const frames = new Map<string, { readonly detail: string; readonly frames: Set<number> }>();
  const isTrue = ({ emptyUnit: unit, emptyFrame: frame }: MaybeEmpty): boolean => {
    const detail = unit === undefined ? undefined : marked.get(unit)?.in(frame);
    if (unit === undefined || detail === undefined) return true;
    if (frame === undefined) units.set(unit, detail);
    else {
      const left = frames.get(unit) ?? { detail, frames: new Set() };
      frames.set(unit, left);
      left.frames.add(frame);
    }
    return false;
  };
  const kept = { files: files.filter(isTrue), ...(pieces ? { pieces: pieces.filter(isTrue) } : {}) };
  const leftOut = [
    ...[...units].map(([unit, detail]): Omission => ({ code: 'unit-left-out', unit, detail })),
    ...[...frames].map(([unit, left]): Omission => {
      const detail = `${left.frames.size} frames: ${left.detail}`;
      return { code: 'frames-left-out', unit, detail };
    }),
  ];
  return { ...kept, omitted: [...omitted, ...leftOut] };
}

/** The units in which the label marks something, or was made without what marks something, and which of both. */
function markedUnits({ units, annotations, tracks = [], leftOut = [] }: Label): ReadonlyMap<string, Marked> {
  const marked = new Map<string, Marked>();
  for (const { unit, code } of leftOut) {
    if (unit !== undefined && code !== 'value-not-kept') marked.set(unit, new Marked(code));
    // What is of an unknown kind, and nobody knows where, may be in any unit.
    else if (code === 'unknown-kind') for (const { id } of units) marked.set(id, new Marked(code));
  }
  const audio = new Set(units.filter(({ media }) => media === 'audio').map(({ id }) => id));
  const things = new Set<string>();
  for (const annotation of annotations) {
    const isObject = categoryKindOf(annotation) === 'object';
    if (!isObject && !(annotation.at.kind === 'time' && audio.has(annotation.unit))) continue;
    if (annotation.track !== undefined) things.add(JSON.stringify([annotation.unit, annotation.track]));
    const own = marked.get(annotation.unit) ?? new Marked();
    marked.set(annotation.unit, own);
    if (isObject) own.add(annotation.at);
    else own.hasAnswers = true;
  }
  for (const { id, unit, frames } of tracks) {
    if (things.has(JSON.stringify([unit, id]))) marked.get(unit)?.addRanges(frames);
  }
  return marked;
}

/** Where something is marked in a unit. */
class Marked {
  /** Of what the label was made without: in which frame it was, nobody knows. */
  readonly #code: string | undefined;
  readonly #frames = new Set<number>();
  readonly #ranges: Track['frames'] = [];
  #isAnywhere = false;
  hasAnswers = false;

  constructor(code?: string) {
    this.#code = code;
  }

  add(at: Annotation['at']): void {
    if (at.kind === 'frame') this.#frames.add(at.frame);
    else if (at.kind === 'frames') this.addRanges(at.ranges);
    else this.#isAnywhere = true;
  }

  addRanges(ranges: Track['frames']): void {
    for (const range of ranges) this.#ranges.push(range);
  }

  /** Why nobody may say that nothing is in the unit, or in this frame of it; undefined where it may be said. */
  in(frame: number | undefined): string | undefined {
    const isMarked =
      this.#isAnywhere ||
      (frame === undefined
        ? this.#frames.size + this.#ranges.length > 0
        : this.#frames.has(frame) || this.#ranges.some(({ start, end }) => start <= frame && frame < end));
    if (isMarked) return 'all objects omitted';
    return this.#code ?? (this.hasAnswers ? 'all answers omitted' : undefined);
  }
}
