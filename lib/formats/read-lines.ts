import type * as z from 'zod/mini';
import type { FormatFile } from './format.ts';
import { unitPath } from './unit-path.ts';

export type ReadLine<Line> = { readonly line: Line; readonly where: string };

/**
 * The lines of a file of JSON Lines by the path of their unit: the file's own or, where lines name several files, that of each.
 * `what` is what a line must be. Throws a SyntaxError that says which line is not.
 */
export function linesByUnit<Line>(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { schema, nameIn, what }: { readonly schema: z.ZodMiniType<Line>; nameIn(line: Line): string; readonly what: string },
): ReadonlyMap<string, readonly ReadLine<Line>[]> {
  const texts = Buffer.from(bytes).toString('utf8').split('\n');
  if (texts.pop() !== '')
    throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  const lines = texts.map((text, index) => {
    const where = `Line ${index + 1} of ${path}`;
    return { where, line: lineIn(text, schema, `${where} must be ${what}, but is not. Write the file again.`) };
  });
  const byName = Map.groupBy(lines, ({ line }) => unitPath({ name: nameIn(line) }));
  return byName.size <= 1 ? new Map([[path.replace(/\.jsonl?$/, ''), lines]]) : byName;
}

function lineIn<Line>(text: string, schema: z.ZodMiniType<Line>, problem: string): Line {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SyntaxError(problem, { cause });
  }
}
