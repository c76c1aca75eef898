import * as z from 'zod/mini';
import { encodeId, keys, type Project } from '../contracts/keys.ts';
import { parseContract } from '../contracts/payloads.ts';
import { SyncedUntil, SyncPage, SyncProgress, SyncSummary } from '../contracts/sync.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { readJson } from '../store/read-json.ts';

const Ids = z.array(z.string());

/** What a run keeps in S3: its projects, what it found out about each, page by page, and how far it is. */
export function runObjects(store: ObjectStore, run: string) {
  const what = { what: 'An object of a sync', remedy: 'Start another sync: what a run keeps is made anew.' };
  const find = async <Schema extends z.ZodMiniType>(key: string, schema: Schema) =>
    (await readJson(store, key, schema, what))?.value;
  const read = async <Schema extends z.ZodMiniType>(key: string, schema: Schema) =>
    (await find(key, schema)) ?? parseContract(schema, undefined, key);
  const summaryKey = (project: string) => keys.syncRun(run, `${encodeId(project)}/summary`);
  return {
    writeProjects: (projects: readonly string[]) => write(store, keys.syncRun(run, 'projects'), projects),
    projects: () => read(keys.syncRun(run, 'projects'), Ids),
    /** How far the run is, for those who watch it, and for a run that resumes it. */
    writeProgress: (progress: SyncProgress) => write(store, keys.syncRun(run, 'progress'), progress),
    progress: () => read(keys.syncRun(run, 'progress'), SyncProgress),
    /** None before the run's first call has done anything. */
    progressSoFar: () => find(keys.syncRun(run, 'progress'), SyncProgress),
    /** The keys of a project's records as they were before its labels were listed. */
    writeRecordKeys: (project: string, found: readonly string[]) => write(store, keys.syncPage(run, project, 0), found),
    recordKeys: (project: string) => read(keys.syncPage(run, project, 0), Ids),
    /** `page` counts from 1. */
    writePage: (project: string, page: number, content: SyncPage) =>
      write(store, keys.syncPage(run, project, page), content),
    page: (project: string, page: number) => read(keys.syncPage(run, project, page), SyncPage),
    writeSummary: (summary: SyncSummary) => write(store, summaryKey(summary.project), summary),
    /** None of a project that was refused. */
    summary: (project: string) => find(summaryKey(project), SyncSummary),
  };
}

export async function syncedUntil(store: ObjectStore, project: Project): Promise<SyncedUntil | undefined> {
  const found = await readJson(store, keys.syncedUntil(project), SyncedUntil, {
    what: 'The object that says up to when a project is reconciled',
    remedy: 'Delete it: the next sync compares the whole project.',
  });
  return found?.value;
}

export const writeSyncedUntil = (store: ObjectStore, project: Project, until: SyncedUntil): Promise<void> =>
  write(store, keys.syncedUntil(project), until);

const write = (store: ObjectStore, key: string, value: unknown): Promise<void> =>
  store.put({ key, bytes: Buffer.from(JSON.stringify(value)), contentType: 'application/json' });
