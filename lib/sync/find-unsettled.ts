import { keys } from '../contracts/keys.ts';
import type { SyncDifference, SyncProgress } from '../contracts/sync.ts';
import type { ListedObject, ObjectStore } from '../store/object-store.ts';
import { readRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { labelsAt } from '../store/unit-index.ts';
import { isDoubtful, labelName } from './compare-listed.ts';
import type { SyncDependencies, SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { type Scope, scopeOf } from './scope.ts';

/** No step lives as long: a younger entry of the list may still get its record. */
const youngestStaleMilliseconds = 3_600_000;

/**
 * Unsettled labels that a listing of what has changed lately does not have: the edit that is in doubt may have left the time of
 * change as it was. Where everything is listed, each label is compared with its record anyway.
 */
export const findUnsettled: SyncStep = async function* (progress, dependencies) {
  const { store } = dependencies;
  const scope = await scopeOf(progress, dependencies);
  const entries = scope.since === undefined ? [] : await entriesOf(store, scope);
  if (entries.length === 0) return yield { ...progress, step: 'gone' };
  const differences = (await settled(entries.map((entry) => () => lookAt(entry, scope, dependencies)))).flat();
  const listed = await listedIn(progress, scope, store);
  const unlisted = differences.filter(({ label }) => !listed.has(label));
  const page = progress.page + 1;
  await runObjects(store, progress.run).writePage(scope.project, page, {
    differences: unlisted,
    listed: [],
    files: [],
  });
  const counts = { ...progress.counts, unsettled: progress.counts.unsettled + unlisted.length };
  yield { ...progress, page, counts, step: 'gone' };
};

async function entriesOf(store: ObjectStore, scope: Scope): Promise<ListedObject[]> {
  const entries: ListedObject[] = [];
  for await (const page of store.listObjects(keys.unsettled(scope))) entries.push(...page);
  return entries;
}

/** The label of an entry where it is in doubt. An entry whose commit never came about is removed. */
async function lookAt(
  { key, etag, modifiedAt }: ListedObject,
  scope: Scope,
  { store, api }: SyncDependencies,
): Promise<SyncDifference[]> {
  const [label] = await labelsAt(store, [key]);
  if (label === undefined) return [];
  const record = (await readRecord(store, labelName(scope, label)))?.record;
  const now = api.now();
  if (record?.unsettled === undefined) {
    if (now.getTime() - modifiedAt.getTime() > youngestStaleMilliseconds) await store.deleteIf(key, etag);
    return [];
  }
  const isAnotherMatter = record.status === 'deleted' || record.failure !== undefined;
  return isDoubtful(record, now) && !isAnotherMatter ? [{ why: 'unsettled', label, dataUnit: record.dataUnit }] : [];
}

/** The labels that the platform listed: they are compared already. */
async function listedIn({ run, page: pages }: SyncProgress, { project }: Scope, store: ObjectStore) {
  const found = new Set<string | undefined>();
  for (let page = 1; page <= pages; page += 1)
    for (const label of (await runObjects(store, run).page(project, page)).listed) found.add(label);
  return found;
}
