import type * as z from 'zod/mini';
import { InvalidLabel } from '../../contracts/errors.ts';
import { explainIssues } from '../../contracts/explain-issues.ts';
import { predicateOf } from '../../label/predicate.ts';

/**
 * A part of a document as its schema has it: one that only checks, and changes nothing. Fields that it does not name are
 * left in. InvalidLabel says which part, and where it breaks its schema.
 */
export function parseAs<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  if (predicateOf(schema)(value)) return value as z.infer<Schema>; // zod would copy it
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidLabel(`${what}: ${explainIssues(parsed.error, value)}.`);
}
