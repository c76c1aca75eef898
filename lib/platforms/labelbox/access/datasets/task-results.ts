import type { ImportResult } from '../../../access.ts';
import type { PlatformApi } from '../../../platform.ts';
import { askPatiently } from '../ask.ts';
import { createdRows, failedRows, getTask, getUser } from './operations.ts';

const pageSize = 5000; // the SDK's own
const pauseMilliseconds = 2000;
const longestTaskMilliseconds = 7_200_000; // as long as the SDK waits
const failures: ReadonlySet<string> = new Set(['FAILED', 'CANCELING', 'CANCELLING', 'CANCELED']);

/** Waits until the task is complete or has failed, and returns which of the two. */
export async function taskEnd(api: PlatformApi, taskId: string): Promise<string> {
  const { user } = await askPatiently(api, getUser); // only the owner of the key sees the task
  const end = api.now().getTime() + longestTaskMilliseconds;
  while (api.now().getTime() < end) {
    const found = await askPatiently(api, getTask, { userId: user.id, taskId });
    const status = found.user.createdTasks[0]?.status ?? 'not shown yet';
    if (status === 'COMPLETE' || failures.has(status)) return status;
    await api.wait(pauseMilliseconds);
  }
  throw new Error(
    `Labelbox has been working on task ${taskId} for two hours. Run the same command again to keep waiting.`,
  );
}

export type Answers = ReadonlyMap<string, { readonly dataRow: string } | { readonly message: string }>;

/** What Labelbox reports about each row, by global key. A message about no row in particular has the key ''. */
export async function taskAnswers(api: PlatformApi, taskId: string): Promise<Answers> {
  const answers = new Map<string, { dataRow: string } | { message: string }>();
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

type WithNext = { readonly after?: string | null | undefined };

async function* pages<Page extends WithNext>(page: (from: string | null) => Promise<Page>): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let from: string | null = null;
  do {
    const answer: Page = await page(from);
    yield answer;
    from = answer.after ?? null;
    if (from !== null && seen.has(from)) throw new Error('Labelbox returns the same page of results again and again.');
    if (from !== null) seen.add(from);
  } while (from !== null);
}

/** Labelbox quotes the value that it refuses, which can be a person's data. */
const withoutValues = (message: string): string => message.replace(/'.*'|".*"/gs, '(…)').slice(0, 200);

/** What became of a row: every row has a result, also one about which Labelbox reports nothing. */
export function resultOf(globalKey: string, answers: Answers, status: string): ImportResult {
  const answer = answers.get(globalKey);
  if (answer && 'dataRow' in answer) return { outcome: 'created', dataRow: answer.dataRow };
  const message = answer?.message ?? `${generalIn(answers)} (the task ended as ${status})`;
  return /duplicate global key/i.test(message) ? { outcome: 'taken' } : { outcome: 'failed', message };
}

/** A message about no row in particular is about all rows without a message of their own. */
function generalIn(answers: Answers): string {
  const general = answers.get('');
  return general && 'message' in general ? general.message : 'Labelbox reported nothing about this row';
}
