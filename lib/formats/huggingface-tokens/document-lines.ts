import type { Unit } from '../../label/label.ts';
import type { Omission } from '../format.ts';
import { wholeCharacters } from '../row-files.ts';
import type { Tag } from '../tagged-sentences.ts';
import { wordsIn } from '../written-boxes.ts';
import { type DocumentWord, type Marked, marksOf, type Placed } from './marks.ts';
import { type PageLine, thousandths } from './page-box.ts';
import type { How, Lines } from './text-lines.ts';

/** One line a page that has words, those of its text layer in its order. */
export function documentLines(unit: Unit, annotations: readonly Placed[], how: How): Lines<PageLine> {
  const { layout } = unit;
  if (!layout) return { isEmpty: true, omitted: [{ code: 'layout-unknown', unit: unit.id }] };
  const words = layout.flatMap(({ page, words: own }) => own.map((word) => ({ ...word, page })));
  const { marks, omitted } = marksOf(unit, annotations, words);
  const { tags, lost } = tagsOf(unit, marks, words);
  const lines = layout.flatMap(({ page }): PageLine[] => {
    const tokens = words.flatMap((word, index) => {
      const text = writtenWord(word);
      return word.page === page && text !== '' ? [{ text, box: word.box, tag: tags.get(index) ?? outside }] : [];
    });
    if (tokens.length === 0) return [];
    return [
      {
        file_name: how.fileName,
        page,
        tokens: tokens.map(({ text }) => text),
        bboxes: tokens.map(({ box: [left, top, right, bottom] }) =>
          thousandths({ x: left, y: top, width: right - left, height: bottom - top }, { width: 1, height: 1 }),
        ),
        ner_tags: tokens.map(({ tag }) => how.writtenTag(tag)),
      },
    ];
  });
  return { lines, isEmpty: tags.size === 0, omitted: [...omitted, ...lost, ...changed(unit, words)] };
}

const outside: Tag = { prefix: 'O' };

/** Without white space at its ends; a token of white space alone is not a word. */
const writtenWord = ({ text }: DocumentWord): string => wordsIn(text.toWellFormed()).join(' ');

const changed = (unit: Unit, words: readonly DocumentWord[]): readonly Omission[] =>
  words.every(({ text }) => text.isWellFormed())
    ? []
    : [{ code: 'text-changed', unit: unit.id, detail: 'half a character' }];

/** Of marks that overlap the longest is kept, then the first. Words that do not follow each other on one page are names of their own. */
function tagsOf(unit: Unit, marks: readonly Marked[], words: readonly DocumentWord[]) {
  const tags = new Map<number, Tag>();
  const lost: Omission[] = [];
  const isWord = words.map((word) => writtenWord(word) !== '');
  const written = marks.map((mark) => ({ ...mark, words: mark.words.filter((index) => isWord[index]) }));
  for (const { annotation, words: own } of written.sort((one, other) => other.words.length - one.words.length)) {
    const omit = (code: Omission['code'], detail?: string) =>
      lost.push({ code, unit: unit.id, annotation: annotation.id, detail });
    if (own.length === 0) omit('no-length');
    else if (own.some((index) => tags.has(index))) omit('overlap');
    else {
      const { category } = annotation;
      let names = 0;
      let last: number | undefined;
      for (const index of own) {
        const isNext = last !== undefined && isBeside(last, index, words, isWord);
        tags.set(index, { prefix: isNext ? 'I' : 'B', category });
        if (!isNext) names += 1;
        last = index;
      }
      if (names > 1) omit('ranges-not-held');
      if (wholeCharacters(category) !== category) omit('name-changed', 'category');
    }
  }
  return { tags, lost };
}

function isBeside(former: number, latter: number, words: readonly DocumentWord[], isWord: readonly boolean[]): boolean {
  const between = isWord.slice(former + 1, latter);
  return words[former]?.page === words[latter]?.page && !between.includes(true);
}
