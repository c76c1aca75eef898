import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import type { Format } from '../formats/format.ts';
import { platforms } from '../platforms/platforms.ts';
import { knownFormats } from './chosen-formats.ts';
import type { Configuration } from './configuration.ts';
import { connectionsOf } from './connections.ts';

/** What is wrong, and where: `['routes', 0, 'formats', 'cocoo']`. The message is one or more whole sentences. */
export type ConfigurationProblem = { readonly path: readonly (string | number)[]; readonly message: string };

/** Everything that can be wrong with labelwire.config.ts, before it is deployed: the first problem; undefined when all is well. */
export function configurationProblem(configuration: unknown): ConfigurationProblem | undefined {
  const shape = Shape.safeParse(configuration);
  if (!shape.success) return problemOf(shape.error.issues[0] as z.core.$ZodIssue, configuration);
  const checked = configuration as Configuration;
  for (const find of [connectionProblem, formatProblem, routeProblem]) {
    const problem = find(checked);
    if (problem) return problem;
  }
  return undefined;
}

/** Throws InvalidConfiguration with the first problem. */
export function checkConfiguration(configuration: Configuration): void {
  const problem = configurationProblem(configuration);
  if (problem) throw new InvalidConfiguration(`labelwire.config.ts: ${pathText(problem.path)}: ${problem.message}`);
}

/** `routes[0].formats.cocoo` */
export const pathText = (path: ConfigurationProblem['path']): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '') || 'the file';

const names = z.array(z.string().check(z.minLength(1))).check(z.minLength(1));
const ConnectionShape = z.strictObject({
  platform: z.optional(z.unknown()),
  apiUrl: z.optional(z.url({ protocol: /^https?$/ })),
  downloadHosts: z.optional(names),
});
const RouteShape = z.strictObject({
  platform: z.string(),
  projects: z.optional(names),
  events: z.optional(names),
  formats: z.record(z.string(), z.unknown()),
});
const Shape = z.strictObject({
  platforms: z.record(z.string(), ConnectionShape),
  routes: z.array(RouteShape).check(z.minLength(1)),
  formats: z.optional(z.array(z.custom<Format>(isFormat))),
});

/** The fields of the object that has an unknown one, by where it is. */
const fieldsAt = (path: readonly PropertyKey[]): readonly string[] => {
  if (path.length === 0) return Object.keys(Shape.def.shape);
  return Object.keys((path[0] === 'routes' ? RouteShape : ConnectionShape).def.shape);
};

function problemOf(issue: z.core.$ZodIssue, configuration: unknown): ConfigurationProblem {
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
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  return { path, message: `must be ${expectedKinds[expected] ?? `a ${expected}`}, but is ${shown(found)}.` };
}

const expectedKinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

const urlAdvice = (found: unknown): string =>
  typeof found === 'string' && URL.canParse(`https://${found}`) && !found.includes('://')
    ? ` Begin it with https://: 'https://${found}'.`
    : ' It must begin with https:// (or http:// inside a private network).';

/** Part of S3 keys, URLs, secrets and names of executions, which end at 80 characters with a digest of 41. */
const connectionName = /^[a-z][a-z0-9-]{0,37}$/;

function connectionProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const ids = Object.keys(platforms);
  const logicalNames = new Map<string, string>();
  for (const [name, { platform = name, apiUrl }] of Object.entries(configuration.platforms)) {
    const path = ['platforms', name];
    if (!connectionName.test(name)) {
      return {
        path,
        message: `"${name}" is not a name of a connection: use a-z, 0-9 and "-", beginning with a letter, at most 38 characters.`,
      };
    }
    const twin = logicalNames.get(name.replaceAll('-', ''));
    if (twin)
      return {
        path,
        message: `"${name}" and "${twin}" differ only by "-", which resources on AWS cannot hold. Rename one.`,
      };
    logicalNames.set(name.replaceAll('-', ''), name);
    if (typeof platform === 'string' && !ids.includes(platform)) {
      const isNamed = configuration.platforms[name]?.platform !== undefined;
      const advice = isNamed
        ? ''
        : ` A connection with a name of its own says which platform it is: '${name}': { platform: '${ids[0]}' }.`;
      return {
        path: isNamed ? [...path, 'platform'] : path,
        message: unknownWord(platform, 'a platform', ids, 'Platforms') + advice,
      };
    }
    if (typeof platform !== 'string' && !isPlatform(platform)) {
      return { path: [...path, 'platform'], message: 'must be the id of a platform, or what definePlatform returns.' };
    }
    const { api, title } =
      connectionsOf({ ...configuration, platforms: { [name]: configuration.platforms[name] ?? {} } })[0]?.platform ??
      {};
    if (!api?.url && apiUrl === undefined) {
      return {
        path,
        message: `apiUrl is missing: say where your ${title} answers, e.g. { apiUrl: 'https://labels.example.com' }.`,
      };
    }
  }
  if (logicalNames.size === 0)
    return { path: ['platforms'], message: `must name at least one connection. Platforms: ${ids.join(', ')}.` };
  return undefined;
}

function formatProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const known = knownFormats(configuration);
  const own = known.findIndex(({ id }, index) => known.findIndex((format) => format.id === id) < index);
  if (own < 0) return undefined;
  const index = own - (known.length - (configuration.formats?.length ?? 0));
  return {
    path: ['formats', index],
    message: `another format has the id "${known[own]?.id}" already. Give this one an id of its own.`,
  };
}

function routeProblem(configuration: Configuration): ConfigurationProblem | undefined {
  const connections = Object.keys(configuration.platforms);
  const known = knownFormats(configuration);
  for (const [index, { platform, formats: chosen }] of configuration.routes.entries()) {
    const path = ['routes', index];
    if (!connections.includes(platform)) {
      return {
        path: [...path, 'platform'],
        message: unknownWord(platform, 'under "platforms"', connections, 'Connections there'),
      };
    }
    if (Object.keys(chosen).length === 0)
      return { path: [...path, 'formats'], message: 'must name at least one format.' };
    for (const [id, options] of Object.entries(chosen)) {
      const format = known.find((one) => one.id === id);
      const where = [...path, 'formats', id];
      if (!format)
        return {
          path: where,
          message: unknownWord(
            id,
            'a format',
            known.map((one) => one.id),
            'Formats',
          ),
        };
      const problem = optionProblem(format, options ?? {});
      if (problem) return { path: [...where, ...problem.path], message: problem.message };
    }
  }
  return undefined;
}

function optionProblem({ id, Options }: Format, options: unknown): ConfigurationProblem | undefined {
  const parsed = Options.safeParse(options);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  if (!issue) return undefined;
  const path = issue.path as (string | number)[];
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

/** `"cocoo" is not a format. Did you mean "coco"? Formats: canonical, coco, native, yolo.` */
function unknownWord(word: string, what: string, known: readonly string[], heading: string): string {
  const nearest = known.length > 0 ? closest(word, known) : undefined;
  const isNear = nearest !== undefined && distance(word, nearest) <= Math.max(2, Math.floor(word.length / 3));
  return `"${word}" is not ${what}.${isNear ? ` Did you mean "${nearest}"?` : ''} ${heading}: ${known.join(', ')}.`;
}

/** The file holds no secrets: a value may be shown, shortened. */
function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isFormat(value: unknown): value is Format {
  if (!isObject(value)) return false;
  const { id, root, write, collect } = value;
  return (
    typeof id === 'string' &&
    /^[a-z][a-z0-9-]*$/.test(id) &&
    root === `exports/${id}` &&
    typeof write === 'function' &&
    typeof collect === 'function'
  );
}

const isPlatform = (value: unknown): boolean =>
  isObject(value) && ['verify', 'events', 'reader'].every((name) => typeof value[name] === 'function');
