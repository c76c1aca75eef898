import { keys } from '../contracts/keys.ts';
import type { SyncCounts } from '../contracts/sync.ts';
import { readRecordAt } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { compareUnlisted, filesOf, labelName } from './compare-listed.ts';
import type { SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { scopeOf } from './scope.ts';

/** A listing that lacks so many labels is rather a permission taken away than labels deleted. */
const mostGone = 0.1;

export const areTooMany = (gone: number, standing: number): boolean => gone > 1 && gone > standing * mostGone;

/**
 * Labels whose records stand, and that the complete listing does not have. Each is asked for by its id before anything is
 * withdrawn; where they are more than a tenth of the project, nothing is, unless that is allowed.
 */
export const findGone: SyncStep = async function* (progress, dependencies) {
  const { store } = dependencies;
  const { files: withFiles, allowDeletions } = progress.request;
  const scope = await scopeOf(progress, dependencies);
  if (scope.since !== undefined) return yield { ...progress, step: 'files' };
  const objects = runObjects(store, progress.run);
  const before = await objects.recordKeys(scope.project);
  const listed = new Set<string>();
  for (let page = 1; page <= progress.page; page += 1) {
    const content = await objects.page(scope.project, page);
    for (const label of content.listed) listed.add(keys.record(labelName(scope, label)));
  }
  const unlisted = before.filter((key) => !listed.has(key));
  const records = await settled(unlisted.map((key) => () => readRecordAt(store, key)));
  const standing = records.flatMap((found) => found?.record ?? []);
  const differences = standing.flatMap((record) => compareUnlisted(record) ?? []);
  const page = progress.page + 1;
  const files = withFiles ? standing.flatMap(filesOf) : [];
  await objects.writePage(scope.project, page, { differences, listed: [], files });
  const gone = differences.length;
  const tombstones = unlisted.length - gone;
  const kept = areTooMany(gone, before.length - tombstones) && !allowDeletions ? gone : 0;
  const counts: SyncCounts = { ...progress.counts, gone, kept };
  yield { ...progress, page, counts, step: 'files' };
};
