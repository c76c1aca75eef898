import type * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** JSON Lines, one at a time. InvalidConfiguration names the object and the line, and never repeats what is in it. */
export async function* jsonLines<Schema extends z.ZodMiniType>(
  chunks: Chunks,
  schema: Schema,
  key: string,
): AsyncGenerator<z.infer<Schema>> {
  let number = 0;
  for await (const lines of textLines(chunks)) {
    for (const line of lines) {
      number += 1;
      yield parsedLine(line, schema, `${key}, line ${number}`);
    }
  }
}

function parsedLine<Schema extends z.ZodMiniType>(line: string, schema: Schema, place: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new InvalidConfiguration(`${place} must be JSON, but is not. ${remedy}`); // the parser's message repeats the text
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InvalidConfiguration(`${place}: ${explainIssues(parsed.error, json)}. ${remedy}`);
}

const remedy = 'The object was changed after the release was created: restore it, or create another release.';

/** The lines that each chunk completes; the last one may lack its line break. */
async function* textLines(chunks: Chunks): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}
