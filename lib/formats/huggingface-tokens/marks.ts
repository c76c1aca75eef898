import type { Bounds } from '../../label/geometry.ts';
import type { Unit } from '../../label/label.ts';
import type { PageLayout } from '../../label/page-layout.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import type { Reason, Size } from '../visible-parts.ts';

export type DocumentWord = PageLayout['words'][number] & { readonly page: number };
export type Placed = AnnotationOf<BoxedKind>;
/** Which words an annotation marks, in their order. */
export type Marked = { readonly annotation: Placed; readonly words: readonly number[] };

/** Tokens mark words by their ids, and a shape those whose centre is in the upright box around it. */
export function marksOf(unit: Unit, annotations: readonly Placed[], words: readonly DocumentWord[]) {
  const marks: Marked[] = [];
  const omitted: Omission[] = [];
  const indexes = new Map(words.map(({ id }, index) => [id, index]));
  const onPage = Map.groupBy(words.keys(), (index) => words[index]?.page);
  for (const annotation of annotations) {
    const { at } = annotation;
    const { found, lost } =
      at.kind === 'tokens'
        ? named(
            at.groups.flatMap(({ tokens }) => tokens),
            indexes,
          )
        : covered(unit, annotation, (page) => (onPage.get(page) ?? []).map((index) => ({ index, word: words[index] })));
    for (const reason of lost) omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
    if (found.length > 0) marks.push({ annotation, words: [...new Set(found)].sort((one, other) => one - other) });
  }
  return { marks, omitted };
}

type Found = { readonly found: readonly number[]; readonly lost: readonly Reason[] };

/** A layer that lacks one of the tokens is not the one that was labelled. */
function named(tokens: readonly string[], indexes: ReadonlyMap<string, number>): Found {
  const found = tokens.flatMap((token) => indexes.get(token) ?? []);
  if (found.length < tokens.length) return { found: [], lost: [{ code: 'text-differs', detail: 'no such token' }] };
  return { found, lost: found.length === 0 ? [{ code: 'no-length' }] : [] };
}

type Words = readonly { readonly index: number; readonly word: DocumentWord | undefined }[];

function covered({ pageSizes = [] }: Unit, { at, shape }: Placed, wordsOf: (page: number) => Words): Found {
  if (at.kind !== 'page' || !shape) return { found: [], lost: [{ code: 'shape-unknown' }] };
  const size = pageSizes.find(({ page }) => page === at.page);
  if (!size) return { found: [], lost: [{ code: 'size-unknown', detail: 'of its page' }] };
  const { bounds, omitted } = uprightBox(shape, size);
  if (!bounds) return { found: [], lost: omitted };
  const found = wordsOf(at.page).flatMap(({ index, word }) => (word && isIn(word, bounds, size) ? [index] : []));
  return { found, lost: found.length > 0 ? omitted : [...omitted, { code: 'text-unknown' }] };
}

function isIn({ box: [left, top, right, bottom] }: DocumentWord, { x, y, width, height }: Bounds, page: Size): boolean {
  const [across, down] = [((left + right) / 2) * page.width, ((top + bottom) / 2) * page.height];
  return across >= x && across <= x + width && down >= y && down <= y + height;
}
