import { oneWord } from '../row-files.ts';
import type { Span } from '../text-spans.ts';
import type { Token } from './tokens.ts';

const lineBreak = /[\n\r\u2028\u2029]/;

/** The rows of a text: a token and its BIO tag. A line of the text is a sentence, unless a span goes on in the next. */
export function sentencesOf(
  text: string,
  tokens: readonly Token[],
  spans: readonly Span[],
): readonly (readonly string[])[] {
  const tags = tagsOf(tokens, spans);
  const sentences: string[][] = [];
  let before = 0; // where the last token ended
  for (const [index, { start, end, word }] of tokens.entries()) {
    const tag = tags[index] ?? 'O';
    const isNext = !tag.startsWith('I-') && lineBreak.test(text.slice(before, start));
    if (isNext || sentences.length === 0) sentences.push([]);
    sentences.at(-1)?.push(`${word} -X- _ ${tag}`);
    before = end;
  }
  return sentences;
}

/** Spans neither overlap nor cut a token. */
function tagsOf(tokens: readonly Token[], spans: readonly Span[]): readonly string[] {
  const starts = new Map(tokens.map(({ start }, index) => [start, index]));
  const ends = new Map(tokens.map(({ end }, index) => [end, index]));
  const tags = tokens.map(() => 'O');
  for (const { start, end, category } of spans) {
    const first = starts.get(start) ?? 0;
    tags.fill(`I-${oneWord(category)}`, first, (ends.get(end) ?? 0) + 1);
    tags[first] = `B-${oneWord(category)}`;
  }
  return tags;
}
