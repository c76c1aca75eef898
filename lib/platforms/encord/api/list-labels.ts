import * as z from 'zod/mini';
import { AnswerTooLarge, type PipelineError, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { instant } from '../../kit/instant.ts';
import { startOf } from '../../kit/listing.ts';
import type { LabelListing, LabelPage, ListedLabel, PlatformApi } from '../../platform.ts';
import { withoutSecrets } from '../document/label-row.ts';
import { type Client, connect } from './client.ts';
import { endOf, type Part, partAfter, partIn, smallerPart } from './listed-part.ts';
import { unknownProject } from './project.ts';
import { errorOf, type Refusal } from './refusals.ts';

/** Labels on a page, as many as go into the queue in a few seconds. */
const pageSize = 1000;

const text = z.nullish(z.string());
const Row = z.object({
  label_hash: text,
  data_hash: text,
  last_edited_at: text,
  workflow_graph_node: z.nullish(z.object({ title: text })),
  annotation_task_status: text,
  label_status: text,
});
type Row = z.infer<typeof Row>;
type LabelRow = Row & { readonly label_hash: string };

/**
 * The label rows of a project, in the order of their hashes. Encord answers with all of them at once, about a kilobyte each:
 * where that is too large, those that were edited up to a time come first, then those edited since. Whatever is edited
 * meanwhile moves to the end, which is read last.
 */
export async function* listLabels(project: string, listing: LabelListing, api: PlatformApi): AsyncGenerator<LabelPage> {
  const client = connect(project, api);
  let part: Part | undefined = partIn(listing, startOf(listing));
  while (part) {
    const answer = await rowsOf(part, client);
    if (answer instanceof AnswerTooLarge) {
      part = smallerPart(part, api.now(), answer);
      continue;
    }
    const { rows, at } = answer;
    const following: Part | undefined = partAfter(part, api.now());
    for (let start = 0; start < Math.max(rows.length, 1); start += pageSize) {
      const page = rows.slice(start, start + pageSize);
      const rest = start + pageSize < rows.length ? { ...part, beyond: page.at(-1)?.label_hash ?? '' } : following;
      yield given({ labels: page.map(listedLabel), next: rest && endOf(rest), at });
    }
    part = following;
  }
}

type Rows = { readonly rows: readonly LabelRow[]; readonly at?: string };

/** In the order of their hashes; the answer's own order means nothing. */
async function rowsOf(part: Part, client: Client): Promise<Rows | InstanceType<typeof AnswerTooLarge>> {
  const payload = {
    include_uninitialised_labels: false,
    include_all_label_branches: true, // webhooks announce the labels of every branch, too
    include_workflow_graph_node: true,
    ...given({ edited_after: momentOf(part.from, -margin), edited_before: momentOf(part.to, margin) }),
  };
  try {
    const answer = await client.query('labelrowmetadata', null, payload);
    if ('refusal' in answer) throw refused(answer.refusal);
    const parsed = z.array(Row).safeParse(answer.response);
    if (!parsed.success) {
      throw new PlatformUnavailable("Encord's answer to a request for all label rows is not of the known form.");
    }
    // A row without a hash was never begun, or was reset.
    const rows = parsed.data.filter((row): row is LabelRow => Boolean(row.label_hash && row.label_hash > part.beyond));
    return { rows: rows.sort((a, b) => (a.label_hash < b.label_hash ? -1 : 1)), ...given({ at: answer.at }) };
  } catch (error) {
    if (error instanceof AnswerTooLarge) return error;
    throw error;
  }
}

/** Whether the bounds belong to the times that Encord means is not documented. */
const margin = 1000;

/** A time without a zone would be read in a zone of Encord's choice; the SDK writes zones as numbers. */
const momentOf = (milliseconds: number | undefined, offset: number): string | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds + offset).toISOString().replace('Z', '+00:00');

const refused = (refusal: Refusal): PipelineError =>
  refusal.code === 'RESOURCE_NOT_FOUND_ERROR' ? unknownProject() : errorOf(refusal, 'all label rows');

/** The state is that of `readLabelRow`. */
const listedLabel = (row: LabelRow): ListedLabel =>
  given({
    label: row.label_hash,
    dataUnit: row.data_hash || undefined,
    revision: instant(row.last_edited_at)?.microseconds,
    state:
      withoutSecrets(row.workflow_graph_node?.title ?? row.annotation_task_status ?? row.label_status ?? undefined) ||
      undefined,
  });
