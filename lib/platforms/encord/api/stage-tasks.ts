import * as z from 'zod/mini';
import { InvalidRequest, PlatformUnavailable } from '../../../contracts/errors.ts';
import type { LabelRef, ListedPage, Listing } from '../../platform.ts';
import { type Client, parseAnswer } from './client.ts';
import { type LabelRowMetadata, metadataOfDataUnits } from './fetch-label-rows.ts';

const Task = z.object({ dataHash: z.string(), labelBranchName: z.nullish(z.string()), status: z.nullish(z.string()) });
type Task = z.infer<typeof Task>;
const Page = z.object({ results: z.array(Task), nextPageToken: z.nullish(z.string()) });
type Page = z.infer<typeof Page>;

/** A stage has at most as many tasks as its project has data units: a list that is longer than this does not end. */
const mostPages = 10_000;

/** A task that an agent has finished stays in the list. Its label was announced while the task waited. */
const finished = 'COMPLETED';

/** The labels of the tasks that wait at a stage. https://github.com/encord-team/encord-client-python/blob/master/encord/workflow/stages/agent.py */
export async function* labelsAtStage(
  client: Client,
  stage: string,
  { occurredAt, after }: Listing,
): AsyncGenerator<ListedPage> {
  const listed = new Set<string>();
  for await (const { results, nextPageToken } of pagesOfTasks(client, stage, after)) {
    const waiting = results.filter(({ status }) => status !== finished);
    const dataUnits = [...new Set(waiting.map(({ dataHash }) => dataHash))];
    const metadata = await metadataOfDataUnits(client, dataUnits, { include_all_label_branches: true });
    const refs: LabelRef[] = [];
    for (const ref of waiting.flatMap((task) => refsOf(task, metadata.get(task.dataHash)))) {
      const key = `${ref.dataUnit} ${ref.label ?? ''}`;
      if (listed.has(key)) continue;
      listed.add(key);
      refs.push({ ...ref, occurredAt });
    }
    yield { refs, next: nextPageToken || undefined };
  }
}

/**
 * A task names its label by data unit and branch. A ref cannot name a branch, so it names the label itself, or the data unit
 * where Encord does not show the label (yet). Where nobody has begun to label the data unit, there is nothing to fetch.
 */
function refsOf(
  { dataHash: dataUnit, labelBranchName }: Task,
  rows: readonly LabelRowMetadata[] = [],
): Pick<LabelRef, 'label' | 'dataUnit'>[] {
  const ofBranch = rows.filter(({ branch_name }) => !labelBranchName || branch_name === labelBranchName);
  if (ofBranch.length === 0) return [{ dataUnit }];
  return ofBranch.flatMap(({ label_hash }) => (label_hash ? [{ label: label_hash, dataUnit }] : []));
}

async function* pagesOfTasks(client: Client, stage: string, after: string | undefined): AsyncGenerator<Page> {
  const path = `/workflow/stages/${encodeURIComponent(stage)}/tasks`;
  let token = after;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.get(token === undefined ? path : `${path}?pageToken=${encodeURIComponent(token)}`);
    if (answer.status !== 200) {
      throw new InvalidRequest(
        `Encord answered HTTP ${answer.status} when asked for the tasks of stage ${stage}. ` +
          "Check that the project's workflow still has the stage, and that the service account is in the project.",
      );
    }
    const tasks = parseAnswer(Page, answer);
    if (tasks.nextPageToken && tasks.nextPageToken === token) break;
    yield tasks;
    if (!tasks.nextPageToken) return;
    token = tasks.nextPageToken;
  }
  throw new PlatformUnavailable(`Encord's list of the tasks of stage ${stage} does not end.`);
}
