import { keys } from '../contracts/keys.ts';
import { noCounts } from '../contracts/sync.ts';
import type { SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { scopeOf } from './scope.ts';

/** The records as they are BEFORE the platform is asked: a label that is exported meanwhile is not taken for one that is gone. */
export const listRecords: SyncStep = async function* (progress, dependencies) {
  const { store } = dependencies;
  const scope = await scopeOf(progress, dependencies);
  const isWhole = scope.since === undefined;
  const found = isWhole ? await store.list(keys.records(scope)) : [];
  await runObjects(store, progress.run).writeRecordKeys(scope.project, found);
  yield { ...progress, counts: noCounts, page: 0, after: undefined, at: undefined, step: 'list' };
};
