import { given } from '../../../contracts/given.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import { startOf, unknownPage } from '../../kit/listing.ts';
import type { LabelListing, LabelPage, PlatformApi } from '../../platform.ts';
import { ask, getUser } from './client.ts';
import { linesOf } from './export-file.ts';
import type { Place } from './export-parts.ts';
import { lookAt, pause, startExport } from './export-task.ts';
import { type ListedRow, listedRow } from './listed-row.ts';
import { checkProject } from './project.ts';

/** Data rows on a page, as many as their labels go into the queue in a few seconds. */
const pageSize = 1000;
/** After two minutes a page without labels says how to go on with an export that takes longer. */
const looksPerPage = 60;

/**
 * The labels of a project in ONE export of all of its data rows, or of those with activity since. It shows the project as it
 * was at one time, so nothing moves while it is read, and its file is read on from any page. Pages of GraphQL labels are
 * counted, so that a deletion hides labels, and have neither the data row nor each of the times that make the revision;
 * `labelVersions` has neither imported labels nor deletions, nor anything where it is not recorded.
 */
export async function* listLabels(project: string, listing: LabelListing, api: PlatformApi): AsyncGenerator<LabelPage> {
  const since = startOf(listing);
  const { task, from } = positionIn(listing) ?? (await newExport(project, since, api));
  const { user } = await ask(api, getUser); // only the owner of the key sees the task
  let state = await lookAt(task, user.id, api);
  for (let looks = 1; !state.isComplete; looks += 1) {
    if (looks % looksPerPage === 0) yield { labels: [], next: endOf(task, from) };
    await pause(api);
    state = await lookAt(task, user.id, api);
  }
  const at = instant(state.createdAt)?.iso;
  let rows: ListedRow[] = [];
  for await (const line of linesOf(task, 'RESULT', api, from)) {
    rows.push(listedRow(line, project, task));
    if (rows.length < pageSize) continue;
    yield pageOf(rows, given({ next: endOf(task, line.end), at }));
    rows = [];
  }
  yield pageOf(rows, given({ at }));
}

type Position = { readonly task: string; readonly from: Place };

function positionIn({ after }: LabelListing): Position | undefined {
  if (after === undefined) return undefined;
  const [, task, part, skip] = /^(.+)~(\d{1,15})~(\d{1,15})$/.exec(after) ?? [];
  if (task === undefined) throw unknownPage('<export task>~<part>~<bytes>');
  return { task, from: { part: Number(part), skip: Number(skip) } };
}

const endOf = (task: string, { part, skip }: Place): string => `${task}~${part}~${skip}`;

async function newExport(project: string, since: Instant | undefined, api: PlatformApi): Promise<Position> {
  await checkProject(project, api); // how an export refuses an unknown project is not documented
  const task = await startExport(exportInput(project, since), api);
  return { task, from: { part: 0, skip: 0 } };
}

/** Without whatever is not listed. */
const exportInput = (projectId: string, since: Instant | undefined) => ({
  taskName: null,
  isStreamableReady: true,
  streamable: true,
  filters: { projectId, searchQuery: { scope: null, query: since ? [activeSince(since)] : [] } },
  params: {
    mediaTypeOverride: null,
    includeAttachments: false,
    includeEmbeddings: false,
    includeMetadata: false,
    includeDataRowDetails: false,
    includeProjectDetails: true,
    includePerformanceDetails: false,
    includeLabelDetails: true,
    includeInterpolatedFrames: false,
  },
});

/** Activity is a change of labels, metadata or the workflow, a review or a comment. Labelbox reads whole seconds. */
const activeSince = ({ iso }: Instant) => ({
  type: 'data_row_last_activity_at',
  value: { operator: 'GREATER_THAN_OR_EQUAL', timezone: 'UTC', value: iso.slice(0, 19).replace('T', ' ') },
});

const pageOf = (rows: readonly ListedRow[], rest: Pick<LabelPage, 'next' | 'at'>): LabelPage => ({
  labels: rows.flatMap(({ dataUnit, labels }) => labels ?? [{ dataUnit }]),
  units: rows.flatMap(({ dataUnit, labels }) => (labels ? dataUnit : [])),
  ...rest,
});
