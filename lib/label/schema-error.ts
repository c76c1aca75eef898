import type * as z from 'zod/mini';
import { kindOf } from './kind-of.ts';

type Issue = z.core.$ZodIssue;

const at = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || 'the document';

function reason(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined
        ? `is missing (expected ${issue.expected})`
        : `expected ${issue.expected}, found ${kindOf(found)}`;
    case 'invalid_value': {
      const expected = issue.values.map((value) => JSON.stringify(value)).join(' or ');
      return found === undefined
        ? `is missing (expected ${expected})`
        : `expected ${expected}, found another ${kindOf(found)}`;
    }
    case 'unrecognized_keys':
      return `has unknown keys: ${issue.keys.join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
    case 'invalid_format':
      return `is not a valid ${issue.format}`;
    case 'invalid_union':
      return `fits none of the known shapes${issue.discriminator ? ` (see "${issue.discriminator}")` : ''}`;
    default:
      return issue.message || 'is not valid';
  }
}

/** At most this many issues are told: a log line and a state's error message stay short. */
const issuesTold = 5;

/**
 * Says where a value broke its schema: path, what was expected, the KIND of what was found. Never the value itself:
 * labels may be health data, and this text ends in logs and dead letters.
 */
export function explainIssues(error: { readonly issues: readonly Issue[] }, root: unknown): string {
  const told = error.issues
    .slice(0, issuesTold)
    .map((issue) => `${pathText(issue.path)} ${reason(issue, at(root, issue.path))}`);
  const more = error.issues.length - told.length;
  return told.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
