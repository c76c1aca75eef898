import { randomBytes } from 'node:crypto';
import { SyncRequest, SyncResumption } from '../../lib/contracts/sync.ts';
import type { Resumption, SyncApi } from './api.ts';

/** A run, and the execution that works on it: where the run stopped at its counts, another one than began it. */
export type Run = { readonly run: string; readonly execution: string; readonly isResumed: boolean };

/** At most 80 characters: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const newRunName = (connection: string, now: Date): string =>
  `sync-${connection}-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}-${randomBytes(4).toString('hex')}`;

const ourName = /^sync-(.+)-\d{8}T\d{6}-[0-9a-f]{8}$/;

/** The newest run of a connection, whether a person or a schedule began it. */
export async function newestRun(api: SyncApi, connection: string): Promise<Run | undefined> {
  for await (const execution of api.executions()) {
    const [, named] = ourName.exec(execution) ?? [];
    if (named !== undefined && named !== connection) continue;
    const begin = beginningOf((await api.describe(execution)).input);
    if (begin?.connection !== connection) continue;
    const isResumed = 'resume' in begin;
    return { run: isResumed ? begin.resume : execution, execution, isResumed };
  }
  return undefined;
}

/** Undefined where somebody started an execution with something else. */
function beginningOf(input: string): SyncRequest | Resumption | undefined {
  let json: unknown;
  try {
    json = JSON.parse(input);
  } catch {
    return undefined;
  }
  const resumption = SyncResumption.safeParse(json);
  return resumption.success ? resumption.data : SyncRequest.safeParse(json).data;
}
