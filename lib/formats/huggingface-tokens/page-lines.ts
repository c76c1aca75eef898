import type { Unit } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { wholeCharacters } from '../row-files.ts';
import type { Tag } from '../tagged-sentences.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import { isSized, type Reason, type SizedUnit } from '../visible-parts.ts';
import { textIn, wordsIn } from '../written-boxes.ts';
import { type PageBox, type PageLine, thousandths } from './page-box.ts';
import type { How, Lines } from './text-lines.ts';

type Drawn = AnnotationOf<BoxedKind>;
type HowPages = How & { readonly questions: readonly string[] };

export function pageLines(unit: Unit, annotations: readonly Drawn[], how: HowPages): Lines<PageLine> {
  if (annotations.length === 0) return { lines: [], isEmpty: true, omitted: [] };
  if (!isSized(unit)) return { isEmpty: true, omitted: [{ code: 'size-unknown', unit: unit.id }] };
  const { words, omitted } = wordsOf(unit, annotations, how.questions);
  const line: PageLine = {
    file_name: how.fileName,
    page: 0,
    tokens: words.map(({ word }) => word),
    bboxes: words.map(({ box }) => box),
    ner_tags: words.map(({ tag }) => how.writtenTag(tag)),
  };
  return { lines: words.length === 0 ? [] : [line], isEmpty: words.length === 0, omitted };
}

type PageWord = { readonly word: string; readonly box: PageBox; readonly tag: Tag };

/** In the order of the label. Each word has the box of its object: where it is in there, nobody says. */
function wordsOf(unit: SizedUnit, annotations: readonly Drawn[], questions: readonly string[]) {
  const words: PageWord[] = [];
  const omitted: Omission[] = [];
  for (const annotation of annotations) {
    const { id, category, shape } = annotation;
    if (!shape) continue;
    const { bounds, omitted: why } = uprightBox(shape, unit);
    const { text, lost } = textIn(annotation, questions);
    const own = bounds ? wordsIn(text.toWellFormed()) : [];
    const reasons: readonly Reason[] = [
      ...why,
      ...(own.length > 0 ? lost : bounds ? [{ code: 'text-unknown' } as const] : []),
      ...(text.isWellFormed() ? [] : [{ code: 'text-changed', detail: 'half a character' } as const]),
      ...(wholeCharacters(category) === category ? [] : [{ code: 'name-changed', detail: 'category' } as const]),
    ];
    for (const reason of reasons) omitted.push({ ...reason, unit: unit.id, annotation: id });
    if (!bounds) continue;
    const box = thousandths(bounds, unit);
    words.push(
      ...own.map((word, index): PageWord => ({ word, box, tag: { prefix: index === 0 ? 'B' : 'I', category } })),
    );
  }
  return { words, omitted };
}
