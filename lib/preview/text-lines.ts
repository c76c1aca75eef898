import { charactersOf, columnsOf } from './words.ts';

/** A line of a text as it is laid out: from `start` to before `end`, in UTF-16 units of the whole text. */
export type TextLine = { readonly start: number; readonly end: number };

/** A text cut into lines of at most so many columns: at its line breaks, else after a space, else after any character. */
export function textLines(text: string, columns: number): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (const paragraph of text.split('\n')) {
    lines.push(...wrapped(paragraph, columns).map((line) => ({ start: start + line.start, end: start + line.end })));
    start += paragraph.length + 1;
  }
  return lines;
}

function wrapped(paragraph: string, columns: number): TextLine[] {
  const lines: TextLine[] = [];
  let [start, position, used, afterSpace] = [0, 0, 0, 0];
  for (const character of charactersOf(paragraph)) {
    used += columnsOf(character);
    if (used > columns && position > start) {
      const end = afterSpace > start ? afterSpace : position;
      lines.push({ start, end });
      used = columnsOf(paragraph.slice(end, position + character.length));
      start = end;
    }
    position += character.length;
    if (/\s/.test(character)) afterSpace = position;
  }
  return [...lines, { start, end: paragraph.length }];
}
