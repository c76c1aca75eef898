import * as z from 'zod/mini';
import { textOffsets } from '../../label/text-offsets.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { linesByUnit } from '../read-lines.ts';
import { wholeCharacters } from '../row-files.ts';
import { namesIn } from '../tagged-sentences.ts';
import { tagOf } from './tag-of.ts';

const count = z.int().check(z.nonnegative());
const Sentence = z
  .strictObject({
    file_name: z.string(),
    tokens: z.array(z.string()),
    ner_tags: z.array(z.union([z.string(), count])),
    offsets: z.array(z.tuple([count, count])),
  })
  .check(
    z.refine(({ tokens, ner_tags, offsets }) => tokens.length === ner_tags.length && tokens.length === offsets.length, {
      error: 'must have as many tags and offsets as tokens',
    }),
  );
type Sentence = z.infer<typeof Sentence>;

type File = Pick<FormatFile, 'path' | 'bytes'>;

/** The names that the tags of each text make, in UTF-16 units of what its tokens make at their offsets. */
export function readTexts(file: File, { classes }: Pick<ReadFacts, 'classes'>): readonly ReadObject[] {
  const nameOf = new Map(classes.map((name) => [wholeCharacters(name), name]));
  return [...sentencesIn(file)].flatMap(([unit, sentences]) => {
    const text = textOf(sentences, file.path);
    const { toUtf16 } = textOffsets(text);
    return sentences
      .flatMap(({ ner_tags, offsets }) =>
        namesIn(
          offsets.map(([start, end], index) => ({
            start: toUtf16(start) ?? 0,
            end: toUtf16(end) ?? 0,
            tag: tagOf(ner_tags[index] ?? 'O', classes, file.path),
          })),
          file.path,
        ),
      )
      .map(
        ({ category, start, end }): ReadObject => ({
          unit,
          category: nameOf.get(category) ?? category,
          at: { kind: 'text', ranges: [{ start, end }], text: text.slice(start, end) },
        }),
      );
  });
}

/** The text of each unit. */
export const textsIn = (file: File): ReadonlyMap<string, { readonly text: string }> =>
  new Map([...sentencesIn(file)].map(([unit, sentences]) => [unit, { text: textOf(sentences, file.path) }]));

/** The sentences of each unit: the file's own, or in a data set those of each name of a file. */
const sentencesIn = (file: File): ReadonlyMap<string, readonly Sentence[]> =>
  new Map(
    [
      ...linesByUnit(file, {
        schema: Sentence,
        nameIn: (line) => line.file_name,
        what: 'tokens with their tags and offsets',
      }),
    ].map(([unit, lines]) => [unit, lines.map(({ line }) => line)]),
  );

/** What is between tokens is not in the file: line breaks between sentences, spaces elsewhere. */
function textOf(sentences: readonly Sentence[], path: string): string {
  const characters: string[] = [];
  for (const { tokens, offsets } of sentences) {
    if (characters.length > 0) characters.push('\n');
    for (const [index, token] of tokens.entries()) {
      const [start = 0, end = 0] = offsets[index] ?? [];
      if (start < characters.length || end - start !== [...token].length) {
        throw new SyntaxError(
          `${path} must have tokens one behind the other, as long as their offsets say, but has not.`,
        );
      }
      while (characters.length < start) characters.push(' ');
      characters.push(...token);
    }
  }
  return characters.join('');
}
