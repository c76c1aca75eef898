import type * as z from 'zod/mini';
import type { FormatFile } from '../format.ts';
import { wholeCharacters } from '../row-files.ts';

/** Throws a SyntaxError, which names the line, where one is not what `what` says. */
export function linesIn<Line extends z.ZodMiniType>(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  Line: Line,
  what: string,
): z.output<Line>[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  if (lines.pop() !== '' && bytes.length > 0) {
    throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  }
  return lines.map((line, index) => {
    try {
      return Line.parse(JSON.parse(line));
    } catch (cause) {
      const where = `Line ${index + 1} of ${path}`;
      throw new SyntaxError(`${where} must be ${what}, but is not. Write the file again.`, { cause });
    }
  });
}

/** A number is that of `id2label.json`. */
export function tagOf(tag: string | number, classes: readonly string[], path: string): string {
  if (typeof tag === 'string') return tag;
  if (tag === 0) return 'O';
  const category = classes[Math.ceil(tag / 2) - 1];
  if (category !== undefined) return `${tag % 2 === 1 ? 'B' : 'I'}-${wholeCharacters(category)}`;
  throw new SyntaxError(`${path} must have tags from 0 to ${2 * classes.length}, but has ${tag}. Give --classes.`);
}
