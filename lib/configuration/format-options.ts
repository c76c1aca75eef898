import type { Format } from '../formats/format.ts';
import { variantsOf } from './chosen-formats.ts';
import { type ConfigurationProblem, shown, unknownWord, valueAt } from './configuration-problem.ts';

/** What is wrong with the choice of formats; `path` is below it. Each is known, and its options are what it takes. */
export function formatsProblem(
  chosen: Readonly<Record<string, unknown>>,
  known: readonly Format[],
): ConfigurationProblem | undefined {
  if (Object.keys(chosen).length === 0) return { path: [], message: 'must name at least one format.' };
  for (const [id, options] of Object.entries(chosen)) {
    const format = known.find((each) => each.id === id);
    const ids = known.map((each) => each.id);
    if (!format) return { path: [id], message: unknownWord(id, 'a format', ids, 'Formats') };
    const problem = variantProblem(format, options);
    if (problem) return { path: [id, ...problem.path], message: problem.message };
  }
  return undefined;
}

function variantProblem(format: Format, options: unknown): ConfigurationProblem | undefined {
  const variants = variantsOf(options);
  if (variants.length === 0) return { path: [], message: `must have options of ${format.id}, but is an empty list.` };
  for (const [index, variant] of variants.entries()) {
    const problem = optionProblem(format, variant);
    if (problem) return { ...problem, path: [...(Array.isArray(options) ? [index] : []), ...problem.path] };
  }
  return undefined;
}

function optionProblem({ id, Options }: Format, options: unknown): ConfigurationProblem | undefined {
  const parsed = Options.safeParse(options);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  if (!issue) return undefined;
  const path = issue.path as (string | number)[];
  if (path.length === 0 && issue.code === 'invalid_type') {
    return { path, message: `must be an object of options, but is ${shown(options)}. Write ${id}: {}.` };
  }
  const found = valueAt(options, path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const fields = Object.keys(Options.def.shape);
    if (fields.length === 0) return { path: [key], message: `${id} has no options. Write ${id}: {}.` };
    return { path: [...path, key], message: unknownWord(key, `an option of ${id}`, fields, 'Options') };
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    return { path, message: unknownWord(String(found), 'a value of this option', allowed, 'Values') };
  }
  return { path, message: `${shown(found)} is not a value of this option of ${id}: ${issue.message}.` };
}
