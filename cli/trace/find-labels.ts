import pMap from 'p-map';
import { encodeId, endingAt } from '../../lib/contracts/keys.ts';
import { unitPath } from '../../lib/formats/unit-path.ts';
import { rankOf } from '../../lib/store/claims.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import type { Stack } from '../stack.ts';

/** Of the deployment. */
type Place = Pick<Stack, 'bucket' | 'bucketPrefix'>;

/** Where to look: all connections and projects, unless one is named. */
export type Scope = { readonly connection?: string | undefined; readonly project?: string | undefined };

const requestsAtOnce = 16;

/**
 * The keys of the records of the labels that are meant by a label's id, the key (or s3:// address) of a file in the bucket, or
 * the name of a data unit as the platform has it. Each way is tried until one finds something.
 */
export async function recordKeysOf(
  text: string,
  store: ObjectStore,
  place: Place,
  scope: Scope,
): Promise<readonly string[]> {
  const ofKey = await recordKeyOf(keyIn(text, place), store);
  if (ofKey) return [ofKey];
  const projects = await projectsIn(store, scope);
  const ofId = await byId(text, projects, store);
  return ofId.length > 0 ? ofId : byUnitName(text, projects, store);
}

/** Without `s3://bucket/` and the deployment's prefix, which the store puts in front. */
export function keyIn(text: string, { bucket, bucketPrefix }: Place): string {
  const address = `s3://${bucket}/`;
  const key = text.startsWith(address) ? text.slice(address.length) : text;
  return key.startsWith(bucketPrefix) ? key.slice(bucketPrefix.length) : key;
}

/** A file says in its metadata whose it is, and where it lies says which project. */
export async function recordKeyOf(key: string, store: ObjectStore): Promise<string | undefined> {
  // What is no key of these trees may be out of reach of who asks, and is a label's id or the name of a unit.
  if (!/^(records|exports|labels|native)\//.test(key)) return undefined;
  const found = await store.head(key);
  if (!found) return undefined;
  if (key.startsWith('records/')) return key;
  const label = rankOf(found)?.label;
  const [, connection, project] = /^(?:exports\/[^/]+|[^/]+)\/([^/]+)\/([^/]+)\//.exec(key) ?? [];
  if (label === undefined || connection === undefined || project === undefined) return undefined;
  return `records/${connection}/${project}/${encodeId(label)}.json`;
}

/** `<connection>/<project>` in each, as keys have them. */
async function projectsIn(store: ObjectStore, { connection, project }: Scope): Promise<readonly string[]> {
  const connections = connection === undefined ? await store.folders('records/') : [connection];
  const projectsOf = async (name: string) =>
    (await store.folders(`records/${name}/`)).map((encoded) => `${name}/${encoded}`);
  const all = (await pMap(connections, projectsOf, { concurrency: requestsAtOnce })).flat();
  const wanted = project === undefined ? undefined : `/${encodeId(project)}`;
  return all.filter((path) => wanted === undefined || path.endsWith(wanted));
}

async function byId(id: string, projects: readonly string[], store: ObjectStore): Promise<readonly string[]> {
  const candidates = projects.map((project) => `records/${project}/${encodeId(id)}.json`);
  const there = await pMap(candidates, (key) => store.head(key), { concurrency: requestsAtOnce });
  return candidates.filter((_key, index) => there[index]);
}

/** Files are named after their unit: `harbour/quay.jpg` has `…/harbour/quay.txt`, or `…/harbour/quay--<label>.txt` beside it. */
async function byUnitName(name: string, projects: readonly string[], store: ObjectStore): Promise<readonly string[]> {
  const path = unitPath({ name });
  const isOfUnit = (key: string) => {
    const withoutEnding = key.slice(0, endingAt(key));
    return withoutEnding.endsWith(`/${path}`) || withoutEnding.includes(`/${path}--`);
  };
  const wanted = new Set(projects);
  const found = new Set<string>();
  for await (const page of store.listObjects('exports/')) {
    const keys = page.flatMap(({ key }) => {
      const [, project = ''] = /^exports\/[^/]+\/([^/]+\/[^/]+)\//.exec(key) ?? [];
      return wanted.has(project) && isOfUnit(key) ? [key] : [];
    });
    for (const record of await pMap(keys, (key) => recordKeyOf(key, store), { concurrency: requestsAtOnce }))
      if (record !== undefined) found.add(record);
  }
  return [...found].sort();
}
