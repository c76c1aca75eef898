import type { Omission } from './holdings.ts';
import type { Span, Spans, WithText } from './text-spans.ts';

/** The one tokeniser of all formats of tagged tokens. It knows nothing of the label. */

/** In UTF-16 units of the text; half-open. */
export type Token = { readonly start: number; readonly end: number; readonly word: string };

/** Scripts that have no white space between words: a word would be a whole sentence. */
const unspaced = String.raw`\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}\p{sc=Tibt}`;
const letter = String.raw`[[\p{L}\p{M}\p{N}\p{Pc}]--[${unspaced}]]`;

/**
 * An emoji; a letter of Chinese, Japanese, Thai and the like with its marks; letters, marks, digits and what joins them, such as `_`;
 * every other visible character alone. White space, control characters, halves of characters and what has no width are between
 * tokens: a row ends with the first of them. Made when the first text comes: the set of all emoji takes some ten milliseconds.
 */
let token: RegExp | undefined;
function tokensIn(text: string) {
  token ??= new RegExp(
    String.raw`\p{RGI_Emoji}|[[${unspaced}]&&[\p{L}\p{N}]]\p{M}*|${letter}+(?:[\u200c\u200d]${letter}+)*|[^\s\p{Cc}\p{Cf}\p{Cs}]`,
    'gv',
  );
  return text.matchAll(token);
}

export const tokensOf = (text: string): readonly Token[] =>
  [...tokensIn(text)].map(({ index, 0: word }) => ({ start: index, end: index + word.length, word }));

/** Those that begin and end where tokens do; the others are reported. */
export function onTokens({ id: unit }: WithText, tokens: readonly Token[], spans: readonly Span[]): Spans {
  const starts = new Set(tokens.map(({ start }) => start));
  const ends = new Set(tokens.map(({ end }) => end));
  const isOn = ({ start, end }: Span) => starts.has(start) && ends.has(end);
  const omitted = spans
    .filter((span) => !isOn(span))
    .map(({ annotation }): Omission => ({ code: 'span-not-on-tokens', unit, annotation }));
  return { spans: spans.filter(isOn), omitted };
}
