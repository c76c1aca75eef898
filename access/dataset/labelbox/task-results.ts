import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import { createdRows, failedRows, getTask, getUser } from './operations.ts';
import { askPatiently } from './patient.ts';

const pageSize = 5000; // the SDK's own
const pauseMilliseconds = 2000;
const longestTaskMilliseconds = 7_200_000; // the SDK's own patience
const failures: ReadonlySet<string> = new Set(['FAILED', 'CANCELING', 'CANCELLING', 'CANCELED']);

/** Whether the task came to its end, or the platform gave it up. */
export async function taskEnd(api: PlatformApi, taskId: string): Promise<string> {
  const { user } = await askPatiently(api, getUser); // only the owner of the key sees the task
  const end = api.now().getTime() + longestTaskMilliseconds;
  while (api.now().getTime() < end) {
    const found = await askPatiently(api, getTask, { userId: user.id, taskId });
    const status = found.user.createdTasks[0]?.status ?? 'not shown yet';
    if (status === 'COMPLETE' || failures.has(status)) return status;
    await api.wait(pauseMilliseconds);
  }
  throw new Error(`Labelbox works on task ${taskId} since two hours. Run the same command again to go on waiting.`);
}

export type Answered = { readonly dataRow: string } | { readonly message: string };

/** What the platform says of each row, by its global key. A message that names none stands under ''. */
export async function taskAnswers(api: PlatformApi, taskId: string): Promise<Map<string, Answered>> {
  const answers = new Map<string, Answered>();
  for await (const { nodes } of pages(async (from) => {
    const data = await askPatiently(api, createdRows, { taskId, first: pageSize, from });
    return data.successesfulDataRowImports;
  }))
    for (const { id, globalKey } of nodes) answers.set(globalKey ?? '', { dataRow: id });
  for await (const { results } of pages(async (from) => {
    const data = await askPatiently(api, failedRows, { taskId, first: pageSize, from });
    return data.failedDataRowImports;
  }))
    for (const { message, spec } of results) answers.set(spec?.globalKey ?? '', { message: withoutValues(message) });
  return answers;
}

type Page = { readonly after?: string | null | undefined };

async function* pages<Of extends Page>(page: (from: string | null) => Promise<Of>): AsyncGenerator<Of> {
  const seen = new Set<string>();
  let from: string | null = null;
  do {
    const answer: Of = await page(from);
    yield answer;
    from = answer.after ?? null;
    if (from !== null && seen.has(from)) throw new Error('Labelbox gives the same page of results again and again.');
    if (from !== null) seen.add(from);
  } while (from !== null);
}

/** The platform quotes what it refuses, which can be a person's data. */
const withoutValues = (message: string): string => message.replace(/'.*'|".*"/gs, '(…)').slice(0, 200);
