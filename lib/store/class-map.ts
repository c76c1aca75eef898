import * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { keys, type Project } from '../contracts/keys.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Class name ↔ number of one project: the number is the place in `classes`, from 0. Names are only ever added at the
 * end, so a number once given stays. The user may edit the object: set `locked` to keep the list as it is.
 */
export const ClassMap = z.strictObject({
  schema: z.literal(1),
  locked: z.boolean(),
  classes: z.array(z.string().check(z.minLength(1))),
});
export type ClassMap = z.infer<typeof ClassMap>;

const empty: ClassMap = { schema: 1, locked: false, classes: [] };

async function read(store: ObjectStore, key: string): Promise<{ map: ClassMap; etag?: string }> {
  const found = await store.get(key);
  if (!found) return { map: empty };
  const where = `The class map ${key}`;
  let json: unknown;
  try {
    json = JSON.parse(found.bytes.toString('utf8'));
  } catch (cause) {
    throw new InvalidConfiguration(`${where} is not JSON. Fix it, or restore an earlier version of the object.`, {
      cause,
    });
  }
  const parsed = ClassMap.safeParse(json);
  if (!parsed.success) throw new InvalidConfiguration(`${where} cannot be read: ${explainIssues(parsed.error, json)}.`);
  if (new Set(parsed.data.classes).size < parsed.data.classes.length)
    throw new InvalidConfiguration(`${where} names one class twice.`);
  return { map: parsed.data, etag: found.etag };
}

export const readClasses = async (store: ObjectStore, project: Project): Promise<ClassMap> =>
  (await read(store, keys.classes(project))).map;

/**
 * Adds the names that are not there yet, in the order given, and returns the map as it is then. A locked map
 * is returned unchanged: a caller that needs a name that is not in it must refuse.
 */
export async function extendClasses(store: ObjectStore, project: Project, names: readonly string[]): Promise<ClassMap> {
  const key = keys.classes(project);
  for (;;) {
    const { map, etag } = await read(store, key);
    const added = [...new Set(names)].filter((name) => !map.classes.includes(name));
    if (map.locked || added.length === 0) return map;
    const extended = { ...map, classes: [...map.classes, ...added] };
    const bytes = Buffer.from(`${JSON.stringify(extended, null, 1)}\n`);
    const written = await store.putIf(
      { key, bytes, contentType: 'application/json' },
      etag === undefined ? { ifAbsent: true } : { ifMatch: etag },
    );
    if (written !== undefined) return extended;
  }
}
