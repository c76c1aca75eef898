import { InvalidConfiguration } from '../contracts/errors.ts';

/** The pattern by which names of units are split. Throws InvalidConfiguration where it is not a regular expression, or has no group. */
export function splitPattern(by: string): RegExp {
  let pattern: RegExp;
  let groups = 0;
  try {
    pattern = new RegExp(by, 'u');
    groups = (new RegExp(`${by}|`, 'u').exec('')?.length ?? 1) - 1;
  } catch (cause) {
    throw new InvalidConfiguration(
      `The pattern that splits are made by must be a regular expression, but is not: ${(cause as Error).message}.`,
      { cause },
    );
  }
  if (groups > 0) return pattern;
  throw new InvalidConfiguration(
    'The pattern that splits are made by must have a group in parentheses, but has none: it says which part of a name goes together.',
  );
}
