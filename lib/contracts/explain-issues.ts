import type * as z from 'zod/mini';
import { kindOf } from './kind-of.ts';

type Issue = z.core.$ZodIssue;

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);

export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || 'the document';

/** zod's names of types, as the readers of platforms/kit put them. */
const expectedKinds: Readonly<Record<string, string>> = {
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
};

function problemOf(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${expectedKinds[issue.expected] ?? `a ${issue.expected}`}, but is ${kindOf(found)}`;
    case 'invalid_value': {
      const expected = issue.values.map((value) => JSON.stringify(value)).join(' or ');
      const isOfThatKind = issue.values.some((value) => typeof value === typeof found) && found !== '';
      return `must be ${expected}, but is ${isOfThatKind ? `another ${typeof found}` : kindOf(found)}`;
    }
    case 'unrecognized_keys':
      return `has unknown keys: ${issue.keys.join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      // A schema that says it in words knows better than the name of the format, which of a pattern is "regex".
      return issue.message.startsWith('must ') ? issue.message : `must be a valid ${issue.format}`;
    case 'invalid_union':
      return `fits none of the known shapes${issue.discriminator ? ` (see "${issue.discriminator}")` : ''}`;
    default:
      return issue.message || 'is not valid';
  }
}

const units: Readonly<Record<string, string>> = { string: ' characters long', array: ' items long' };
const unitOf = (origin: string): string => units[origin] ?? '';

/** At most this many issues are listed: a log line and a state's error message stay short. */
const mostIssues = 5;

/**
 * Says where a value breaks its schema: `<path> must be <what>, but is <kind>`. Never the value itself: labels may be
 * health data, and this text ends in logs and dead letters. `placeOf` is for paths that a person knows by another name.
 */
export function explainIssues(
  error: { readonly issues: readonly Issue[] },
  root: unknown,
  placeOf: (path: readonly PropertyKey[]) => string = pathText,
): string {
  const listed = error.issues
    .slice(0, mostIssues)
    .map((issue) => `${placeOf(issue.path)} ${problemOf(issue, valueAt(root, issue.path))}`);
  const more = error.issues.length - listed.length;
  return listed.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
