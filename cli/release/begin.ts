import { randomBytes } from 'node:crypto';
import { keys } from '../../lib/contracts/keys.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { ReleaseRequest } from '../../lib/contracts/release.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import { claimRelease } from '../../lib/release/build-objects.ts';
import { releaseFiles } from '../../lib/release/layout.ts';
import { deleteRelease } from '../../lib/release/standing.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { Clock } from '../sync/watch.ts';
import type { ReleaseApi } from './api.ts';

/** Each project must have a canonical label in the bucket, or a whole project would be missing without a word. */
export async function checkLabels({ projects }: ReleaseRequest, { store }: ReleaseApi, where: string): Promise<void> {
  for (const project of projects) {
    let isThere = false;
    for await (const page of store.listObjects(keys.labels(project))) {
      isThere = page.length > 0;
      break;
    }
    if (isThere) continue;
    const { connection, project: id } = project;
    throw new Error(
      `The bucket has no canonical label of project ${quoted(id)} of ${connection}. Export its labels: npx labelwire sync ${connection} --project ${shellWord(id)} --all --yes${where}`,
    );
  }
}

type Beginning = {
  readonly api: ReleaseApi;
  readonly splitList?: string | undefined;
  readonly where: string;
  readonly now: Date;
};

/** Takes the name and starts the build; returns the name of its execution, which Step Functions keeps for 90 days. */
export async function beginRelease(
  request: ReleaseRequest,
  { api, splitList, where, now }: Beginning,
): Promise<string> {
  const { release } = request;
  const run = `${release}-${randomBytes(4).toString('hex')}`;
  if (!(await claimRelease(api.store, { schema: 1, run, startedAt: now.toISOString(), request }))) {
    throw new Error(
      `The name ${quoted(release)} is taken: npx labelwire release show ${release}${where}. Choose another, or delete that one first: npx labelwire release delete ${release}${where}`,
    );
  }
  if (splitList !== undefined) {
    const bytes = Buffer.from(splitList);
    const key = keys.release(release, releaseFiles.splitList);
    await api.store.put({ key, bytes, contentType: 'text/tab-separated-values; charset=utf-8' });
  }
  try {
    await api.start(run, request);
  } catch (error) {
    if (await hasStarted(run, api)) return run;
    await deleteRelease(api.store, release); // an execution that was started after all takes the name again
    throw error;
  }
  return run;
}

/** Where only the answer was lost, the build runs, or has ended by now: what it wrote must stay. */
const hasStarted = async (run: string, api: ReleaseApi): Promise<boolean> => {
  const status = await api.status(run).catch(() => 'unknown'); // who started it hears why the start failed, and not of this
  return status !== 'unknown';
};

const shortestLook = 250;
const longestLook = 5_000;

type Watching = { readonly api: ReleaseApi; readonly clock: Clock; readonly progress: Pick<ProgressLine, 'show'> };

/** Waits for the end of a build, however it ends. */
export async function endedRelease(
  { name, run }: { readonly name: string; readonly run: string },
  { api, clock, progress }: Watching,
): Promise<void> {
  const started = clock.now().getTime();
  for (let look = shortestLook; (await api.status(run)) === 'RUNNING'; look = Math.min(look * 1.5, longestLook)) {
    progress.show(() => `building ${name}  ${Math.round((clock.now().getTime() - started) / 1_000)} s`);
    await clock.sleep(look);
  }
}
