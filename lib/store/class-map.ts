import * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { given } from '../contracts/given.ts';
import { keys, type Project } from '../contracts/keys.ts';
import type { ClassNumbers } from '../contracts/payloads.ts';
import type { Condition, ObjectStore } from './object-store.ts';

const ClassNames = z.array(z.string().check(z.minLength(1)));

/**
 * Class name ↔ number of one project: the number is the place in `classes`, from 0. The user may edit the object in two
 * ways: add names at the end, and set `locked` to have no others added.
 */
export const ClassMap = z.looseObject({ schema: z.literal(1), locked: z.boolean(), classes: ClassNames });
export type ClassMap = z.infer<typeof ClassMap>;

/**
 * The names that labels may have been exported with, in the order of their numbers: the witness by which an edit that
 * changes a number is found. Written by this file alone, and only ever extended.
 */
const GivenClasses = z.looseObject({ schema: z.literal(1), classes: ClassNames });
type GivenClasses = z.infer<typeof GivenClasses>;

type Found<Content> = { readonly content: Content; readonly etag?: string };

const noMap: ClassMap = { schema: 1, locked: false, classes: [] };
const nothingGiven: GivenClasses = { schema: 1, classes: [] };

/** The class map as it is, checked against the numbers that were given out. */
export const readClasses = async (store: ObjectStore, project: Project): Promise<ClassNumbers> =>
  numbersOf((await readChecked(store, project)).map);

/**
 * Adds the names that are not there yet, in the order given, and returns the map as it is then. A locked map is not
 * added to: a caller that needs a name that is not in it must refuse. Throws InvalidConfiguration where the map no longer
 * has a number that was given out.
 */
export async function extendClasses(
  store: ObjectStore,
  project: Project,
  names: readonly string[],
): Promise<ClassNumbers & { readonly locked: boolean }> {
  for (;;) {
    let { map, given: witness } = await readChecked(store, project);
    const { locked, classes } = map.content;
    const known = new Set(classes);
    const added = [...new Set(names)].filter((name) => !known.has(name));
    if (!locked && added.length > 0) {
      const content = { ...map.content, classes: [...classes, ...added] };
      const etag = await replace(store, keys.classes(project), map, content);
      if (etag === undefined) continue;
      map = { content, etag };
    }
    // The map first: a number counts as given out before any file has it, and the map always has what the witness has.
    const all = map.content.classes;
    if (all.length > witness.content.classes.length) {
      const content = { ...witness.content, classes: all };
      if ((await replace(store, keys.givenClasses(project), witness, content)) === undefined) continue;
    }
    return { ...numbersOf(map), locked };
  }
}

const numbersOf = ({ content: { classes }, etag }: Found<ClassMap>): ClassNumbers => given({ etag, classes });

/** The witness is read before the map, which is then at least as new. */
async function readChecked(store: ObjectStore, project: Project) {
  const witness = await read(store, keys.givenClasses(project), GivenClasses, nothingGiven);
  const map = await read(store, keys.classes(project), ClassMap, noMap);
  checkNumbers(map.content.classes, witness.content.classes, project);
  return { map, given: witness };
}

async function read<Schema extends z.ZodMiniType<{ readonly classes: readonly string[] }>>(
  store: ObjectStore,
  key: string,
  schema: Schema,
  absent: z.infer<Schema>,
): Promise<Found<z.infer<Schema>>> {
  const found = await store.get(key);
  if (!found) return { content: absent };
  const refuse = (reason: string, cause?: unknown) =>
    new InvalidConfiguration(`The class map ${key} ${reason}. Fix it, or restore an earlier version of the object.`, {
      cause,
    });
  let json: unknown;
  try {
    json = JSON.parse(found.bytes.toString('utf8'));
  } catch (cause) {
    throw refuse('must be JSON, but is not', cause);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw refuse(`cannot be read: ${explainIssues(parsed.error, json)}`);
  const { classes } = parsed.data;
  const twice = firstTwice(classes);
  if (twice !== undefined) throw refuse(`must name each class once, but has ${JSON.stringify(twice)} twice`);
  return { content: parsed.data, etag: found.etag };
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.has(name) || !seen.add(name));
}

/** Files that exist have these numbers in them: with others in new files, the data set would contradict itself. */
function checkNumbers(classes: readonly string[], givenOut: readonly string[], project: Project): void {
  const changed = givenOut.findIndex((name, number) => classes[number] !== name);
  if (changed < 0) return;
  const [before, now] = [givenOut[changed], classes[changed]];
  throw new InvalidConfiguration(
    `The class map ${keys.classes(project)} must have ${JSON.stringify(before)} as class ${changed}, as files that were exported do, but has ${now === undefined ? 'no such class' : JSON.stringify(now)}. Restore an earlier version of the object and add names only at its end; or, to give the classes new numbers, delete ${keys.givenClasses(project)} and the project's objects under records/ and exports/, then export all of its labels again.`,
  );
}

/** Undefined where somebody was faster. */
function replace<Content>(
  store: ObjectStore,
  key: string,
  { etag }: Found<Content>,
  content: Content,
): Promise<string | undefined> {
  const condition: Condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag };
  const bytes = Buffer.from(`${JSON.stringify(content, null, 1)}\n`);
  return store.putIf({ key, bytes, contentType: 'application/json' }, condition);
}
