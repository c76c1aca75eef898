import * as z from 'zod/mini';
import { textOffsets } from '../../label/text-offsets.ts';
import type { FormatFile, ReadObject, ReadUnit } from '../format.ts';
import { unitOfDocument } from '../text-spans.ts';

const count = z.int().check(z.nonnegative());
const Rows = z.array(z.tuple([count, count, z.string()]));
const Line = z.union([
  z.strictObject({ text: z.string(), entities: Rows }),
  z.strictObject({ text: z.string(), spans: z.record(z.string(), Rows) }),
]);

type File = Pick<FormatFile, 'path' | 'bytes'>;

/** The spans of each line, in UTF-16 units of its text. */
export const read = (file: File): readonly ReadObject[] =>
  linesIn(file).flatMap(({ unit, line }) => {
    const { toUtf16 } = textOffsets(line.text);
    const rows = 'entities' in line ? line.entities : Object.values(line.spans).flat();
    return rows.map(([first, last, category]): ReadObject => {
      const [start, end] = [toUtf16(first), toUtf16(last)];
      if (start === undefined || end === undefined || start >= end) {
        throw new SyntaxError(`${unit}: a span must lie in its text, but is from ${first} to ${last}. Write it again.`);
      }
      return { unit, category, at: { kind: 'text', ranges: [{ start, end }], text: line.text.slice(start, end) } };
    });
  });

export const readUnits = (file: File): ReadonlyMap<string, ReadUnit> =>
  new Map(linesIn(file).map(({ unit, line: { text } }) => [unit, { text }]));

function linesIn({ path, bytes }: File) {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  if (lines.pop() !== '')
    throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  return lines.map((text, index) => ({
    unit: unitOfDocument(path.replace(/\.jsonl$/, ''), index, lines.length),
    line: lineIn(text, `Line ${index + 1} of ${path}`),
  }));
}

function lineIn(text: string, where: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch (cause) {
    throw new SyntaxError(`${where} must be a text with its entities or spans, but is not. Write the file again.`, {
      cause,
    });
  }
}
