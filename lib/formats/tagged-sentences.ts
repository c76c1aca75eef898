import type { AnnotationOf, Omission } from './holdings.ts';
import { type Span, spansOf, type WithText, withoutOverlaps } from './text-spans.ts';
import { onTokens, type Token, tokensOf } from './text-tokens.ts';

/** The names of a text as a tag a token, BIO (IOB2), for formats of token classification: CoNLL, Hugging Face. */

/** `B` begins a name of the category, `I` goes on with it; `O` is in none. */
export type Tag = { readonly prefix: 'O' } | { readonly prefix: 'B' | 'I'; readonly category: string };
export type TaggedToken = Token & { readonly tag: Tag };

export type TaggedText = {
  /** A line of the text is a sentence, unless a name goes on in the next. None is empty. */
  readonly sentences: readonly (readonly TaggedToken[])[];
  /** The names that are tagged, which neither overlap nor cut a token. */
  readonly spans: readonly Span[];
  readonly omitted: readonly Omission[];
};

/** As most data sets have it, `B-person`, with the class's name as `nameOf` writes it. */
export const tagName = (tag: Tag, nameOf: (category: string) => string): string =>
  tag.prefix === 'O' ? 'O' : `${tag.prefix}-${nameOf(tag.category)}`;

/** Of each name of a class that `nameOf` changes. */
export const changedNames = (unit: string, spans: readonly Span[], nameOf: (category: string) => string): Omission[] =>
  [...new Set(spans.filter(({ category }) => nameOf(category) !== category).map(({ annotation }) => annotation))].map(
    (annotation) => ({ code: 'name-changed', unit, annotation, detail: 'category' }),
  );

export function taggedText(unit: WithText, annotations: readonly AnnotationOf<never>[]): TaggedText {
  const all = spansOf(unit, annotations);
  const tokens = tokensOf(unit.text);
  const aligned = onTokens(unit, tokens, all.spans);
  const { spans, omitted: overlapping } = withoutOverlaps(unit, aligned.spans);
  const omitted = [...all.omitted, ...aligned.omitted, ...overlapping];
  return { sentences: sentencesOf(unit.text, tagged(tokens, spans)), spans, omitted };
}

const lineBreak = /[\n\r\u2028\u2029]/;

function sentencesOf(text: string, tokens: readonly TaggedToken[]): TaggedText['sentences'] {
  const sentences: TaggedToken[][] = [];
  let before = 0; // where the last token ended
  for (const token of tokens) {
    const isNext = token.tag.prefix !== 'I' && lineBreak.test(text.slice(before, token.start));
    if (isNext || sentences.length === 0) sentences.push([]);
    sentences.at(-1)?.push(token);
    before = token.end;
  }
  return sentences;
}

function tagged(tokens: readonly Token[], spans: readonly Span[]): readonly TaggedToken[] {
  const starts = new Map(tokens.map(({ start }, index) => [start, index]));
  const ends = new Map(tokens.map(({ end }, index) => [end, index]));
  const tags = tokens.map((): Tag => ({ prefix: 'O' }));
  for (const { start, end, category } of spans) {
    const first = starts.get(start) ?? 0;
    tags.fill({ prefix: 'I', category }, first, (ends.get(end) ?? 0) + 1);
    tags[first] = { prefix: 'B', category };
  }
  return tokens.map((token, index) => ({ ...token, tag: tags[index] ?? { prefix: 'O' } }));
}

/** A token as a file has it, at its place in a text, in UTF-16 units; half-open. */
export type ReadToken = { readonly start: number; readonly end: number; readonly tag: string };

export type ReadName = { readonly category: string; readonly start: number; readonly end: number };

/** The names that the BIO tags of a sentence make. Throws a SyntaxError, which names the file, for a name without a beginning. */
export function namesIn(sentence: readonly ReadToken[], path: string): ReadName[] {
  const names: ReadName[] = [];
  let open: string | undefined;
  for (const { start, end, tag } of sentence) {
    const [prefix, category] = [tag.slice(0, 2), tag.slice(2)];
    const last = names.at(-1);
    if (prefix === 'B-') names.push({ category, start, end });
    else if (prefix === 'I-' && open === category && last) names[names.length - 1] = { ...last, end };
    else if (tag !== 'O') {
      throw new SyntaxError(`${path} must begin a name with B- and go on with I- of its class, but has ${tag}.`);
    }
    open = tag === 'O' ? undefined : category;
  }
  return names;
}
