import * as z from 'zod/mini';
import { releaseChoices } from '../contracts/release.ts';
import type { Format } from '../formats/format.ts';
import { everyNeed } from '../label/need.ts';
import { type ConfigurationProblem, nearest, shown, unknownWord, valueAt } from './configuration-problem.ts';

/** The first field of labelwire.config.ts that is unknown, missing or of another kind. */
export function shapeProblem(configuration: unknown): ConfigurationProblem | undefined {
  const shape = Shape.safeParse(configuration);
  return shape.success ? undefined : explain(firstOf(shape.error.issues), configuration);
}

/** A field that is missing because its name is misspelt is reported as the misspelt one. */
function firstOf(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [first] = issues as [z.core.$ZodIssue];
  const parent = JSON.stringify(first.path.slice(0, -1));
  const misspelt = issues.find(
    (issue) =>
      issue.code === 'unrecognized_keys' &&
      JSON.stringify(issue.path) === parent &&
      issue.keys.some((key) => nearest(key, [String(first.path.at(-1))]) !== undefined),
  );
  return misspelt ?? first;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isFormat(value: unknown): value is Format {
  if (!isObject(value)) return false;
  const { id, root, rootOf, holds, write, collect } = value;
  return (
    typeof id === 'string' &&
    /^[a-z][a-z0-9-]*$/.test(id) &&
    root === `exports/${id}` &&
    typeof rootOf === 'function' &&
    typeof holds === 'function' &&
    typeof write === 'function' &&
    typeof collect === 'function'
  );
}

const names = z.array(z.string().check(z.minLength(1))).check(z.minLength(1));
const ConnectionShape = z.strictObject({
  platform: z.optional(z.unknown()),
  apiUrl: z.optional(z.url({ protocol: /^https?$/ })),
  downloadHosts: z.optional(names),
  unknownKinds: z.optional(z.enum(['refuse', 'leave-out'])),
  reviews: z.optional(z.boolean()),
});
const RouteShape = z.strictObject({
  platform: z.string(),
  projects: z.optional(names),
  events: z.optional(names),
  labels: z.optional(z.enum(['all', 'ground-truth', 'newest'])),
  take: z.optional(z.enum(['any', 'submitted', 'approved'])),
  onLeave: z.optional(z.enum(['keep', 'withdraw'])),
  formats: z.record(z.string(), z.unknown()),
  needs: z.optional(z.array(z.enum(everyNeed))),
});
const ReleaseShape = z.strictObject({
  name: z.string(),
  schedule: z.string(),
  projects: names,
  formats: z.record(z.string(), z.unknown()),
  split: z.optional(z.record(z.string(), z.number())),
  by: z.optional(z.string()),
  labels: z.optional(z.enum(releaseChoices.labels)),
  state: z.optional(z.enum(releaseChoices.state)),
  layout: z.optional(z.enum(releaseChoices.layout)),
});
const Shape = z.strictObject({
  platforms: z.record(z.string(), ConnectionShape),
  routes: z.array(RouteShape).check(z.minLength(1)),
  formats: z.optional(z.array(z.custom<Format>(isFormat))),
  releases: z.optional(z.array(ReleaseShape)),
});

/** The fields of the object that has an unknown one, by where it is. */
const fieldsAt = (path: readonly PropertyKey[]): readonly string[] => {
  const [list] = path;
  if (list === undefined) return Object.keys(Shape.def.shape);
  const shape = list === 'routes' ? RouteShape : list === 'releases' ? ReleaseShape : ConnectionShape;
  return Object.keys(shape.def.shape);
};

function explain(issue: z.core.$ZodIssue, configuration: unknown): ConfigurationProblem {
  const path = issue.path as (string | number)[];
  const found = valueAt(configuration, path);
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return { path: [...path, key], message: unknownWord(key, 'a field', fieldsAt(path), 'Fields') };
  }
  if (issue.code === 'invalid_type' && found === undefined) {
    return { path, message: `is missing. It must be ${expectedKinds[issue.expected] ?? `a ${issue.expected}`}.` };
  }
  if (issue.code === 'invalid_format') return { path, message: `${shown(found)} is not a URL.${urlAdvice(found)}` };
  if (issue.code === 'too_small') return { path, message: `must not be empty, but is ${shown(found)}.` };
  if (issue.code === 'custom') {
    return { path, message: 'must be what defineFormat returns, with an id of its own and a tree below exports/.' };
  }
  if (issue.code === 'invalid_value') {
    return { path, message: unknownWord(String(found), 'a value of this field', issue.values.map(String), 'Values') };
  }
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  return { path, message: `must be ${expectedKinds[expected] ?? `a ${expected}`}, but is ${shown(found)}.` };
}

const expectedKinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

const urlAdvice = (found: unknown): string =>
  typeof found === 'string' && URL.canParse(`https://${found}`) && !found.includes('://')
    ? ` Begin it with https://: 'https://${found}'.`
    : ' It must begin with https:// (or http:// inside a private network).';
