import { keys } from '../contracts/keys.ts';
import type { SyncDifference, SyncProgress } from '../contracts/sync.ts';
import { rankOf } from '../store/claims.ts';
import type { ListedObject } from '../store/object-store.ts';
import { readRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { labelName } from './compare-listed.ts';
import type { SyncDependencies, SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { type Scope, scopeOf } from './scope.ts';

/** No step lives as long: a file that is younger may still get its record. */
const youngestOrphanMilliseconds = 3_600_000;

/**
 * Lists each tree of the project and compares it with the files that the records name, by their ETags: a file that is not
 * there or not as it was written is written again, one that no record names is removed, each after a second look.
 * A tree is held in memory: about 250 bytes a file.
 */
export const compareFiles: SyncStep = async function* (progress, dependencies) {
  const { store, rootsOf } = dependencies;
  const scope = await scopeOf(progress, dependencies);
  let last = progress;
  if (progress.request.files && scope.since === undefined) {
    const objects = runObjects(store, progress.run);
    const damaged = new Map<string, SyncDifference>();
    const announced = await labelsIn(progress, scope, dependencies);
    let orphans = 0;
    for (const root of rootsOf(scope)) {
      const tree = await treeOf(keys.tree(root, scope), store);
      for (let page = 1; page <= progress.page; page += 1) {
        const { files } = await objects.page(scope.project, page);
        for (const { key, etag, label, dataUnit } of files.filter((file) =>
          file.key.startsWith(keys.tree(root, scope)),
        )) {
          const there = tree.get(key);
          tree.delete(key);
          const isWhole = there && (etag === undefined || there.etag === etag); // version 0.1 kept no ETags
          if (!isWhole && !announced.has(label)) damaged.set(label, { why: 'damaged', label, dataUnit });
        }
      }
      orphans += await removeOrphans([...tree.values()], scope, dependencies);
    }
    const differences = await confirmed([...damaged.values()], scope, dependencies);
    const page = progress.page + 1;
    await objects.writePage(scope.project, page, { differences, listed: [], files: [] });
    last = { ...last, page, counts: { ...last.counts, damaged: last.counts.damaged + differences.length, orphans } };
  }
  yield { ...last, step: 'summary' };
};

/** The labels of the project that are announced anyway, for another reason. */
async function labelsIn({ run, page: pages }: SyncProgress, { project }: Scope, { store }: SyncDependencies) {
  const found = new Set<string>();
  for (let page = 1; page <= pages; page += 1) {
    const { differences } = await runObjects(store, run).page(project, page);
    for (const { label } of differences) if (label !== undefined) found.add(label);
  }
  return found;
}

async function treeOf(prefix: string, store: SyncDependencies['store']): Promise<Map<string, ListedObject>> {
  const tree = new Map<string, ListedObject>();
  for await (const page of store.listObjects(prefix)) for (const object of page) tree.set(object.key, object);
  return tree;
}

/**
 * The labels whose records still name a file that is not as they say. A label whose newest revision was given up or is not taken
 * cannot be written again as it was: it would only be given up once more.
 */
async function confirmed(found: readonly SyncDifference[], scope: Scope, { store }: SyncDependencies) {
  const looks = await settled(
    found.map((difference) => async () => {
      const standing = await readRecord(store, labelName(scope, difference.label ?? ''));
      if (!standing || standing.record.failure || standing.record.notTaken) return undefined;
      for (const [key, { etag }] of Object.entries(standing.record.files)) {
        const there = await store.head(key);
        if (!there || (etag !== undefined && there.etag !== etag)) return difference;
      }
      return undefined;
    }),
  );
  return looks.flatMap((difference) => difference ?? []);
}

/** Removes files that a label wrote and no record names; how many. What no label wrote is left alone. */
async function removeOrphans(found: readonly ListedObject[], scope: Scope, { store, api }: SyncDependencies) {
  const old = found.filter(({ modifiedAt }) => api.now().getTime() - modifiedAt.getTime() > youngestOrphanMilliseconds);
  const removed = await settled(
    old.map(({ key, etag }) => async () => {
      const there = await store.head(key);
      const owner = there && rankOf(there);
      if (!owner || there.etag !== etag) return false;
      const standing = await readRecord(store, labelName(scope, owner.label));
      const { files = {}, obsolete = [] } = standing?.record ?? {};
      if (key in files || obsolete.includes(key)) return false;
      await store.deleteIf(key, etag);
      return true;
    }),
  );
  return removed.filter(Boolean).length;
}
