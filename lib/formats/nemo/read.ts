import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { linesByUnit } from '../read-lines.ts';

const seconds = z.number().check(z.nonnegative());
const Line = z.object({
  audio_filepath: z.string(),
  offset: z._default(seconds, 0), // as NeMo takes a line without
  duration: seconds,
  text: z.string(),
  category: z.optional(z.string()),
  channel: z.optional(z.int().check(z.nonnegative())),
});

/** A stretch a line, with what is said in it; without a class, it is the answer to the question for the transcript. */
export const read = (
  file: Pick<FormatFile, 'path' | 'bytes'>,
  _facts: ReadFacts,
  { questions: [question = ''] }: { readonly questions: readonly string[] },
): readonly ReadObject[] =>
  [...linesByUnit(file, { schema: Line, nameIn: (line) => line.audio_filepath, what: 'an utterance with its times' })]
    .flatMap(([unit, lines]) => lines.map(({ line }) => ({ unit, ...line })))
    .map(({ unit, offset, duration, text, category, channel }) => ({
      unit,
      category: category ?? question,
      ...(category === undefined ? { categoryKind: 'classification' } : {}),
      at: {
        kind: 'time',
        ranges: [{ start: milliseconds(offset), end: milliseconds(offset + duration) }],
        ...(channel === undefined ? {} : { channel }),
      },
      answers: { [question]: text },
    }));

/** To a microsecond, as the file has it. */
const milliseconds = (of: number): number => Math.round(of * 1e6) / 1e3;
