import type * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import type { ObjectStore } from './object-store.ts';

/** An object that is there and is not what it should be; all else that ends a read is another error. */
export class UnreadableJson extends InvalidConfiguration {}

/**
 * A JSON object of the bucket that a person may have edited; undefined where there is none. UnreadableJson names the
 * key and says what to do, and never repeats what the object holds.
 */
export async function readJson<Schema extends z.ZodMiniType>(
  store: Pick<ObjectStore, 'get'>,
  key: string,
  schema: Schema,
  { what, remedy }: { readonly what: string; readonly remedy: string },
): Promise<{ readonly value: z.infer<Schema>; readonly etag: string } | undefined> {
  const found = await store.get(key);
  if (!found) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(found.bytes.toString('utf8'));
  } catch {
    throw new UnreadableJson(`${what} ${key} is not JSON. ${remedy}`); // the parser's message repeats the text
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, etag: found.etag };
  throw new UnreadableJson(`${what} ${key} cannot be read: ${explainIssues(parsed.error, json)}. ${remedy}`);
}
