import type * as z from 'zod/mini';
import { InvalidLabel } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';

/** Parses a part of a document; InvalidLabel says which part and where it is wrong. */
export function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidLabel(`${what}: ${explainIssues(parsed.error, value)}.`);
  return parsed.data;
}
