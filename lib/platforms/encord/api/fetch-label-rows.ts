import * as z from 'zod/mini';
import { AnswerTooLarge, type PipelineError, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { Client } from './client.ts';
import { unknownProject } from './project.ts';
import { errorOf, mayBeOneLabel, type Refusal } from './refusals.ts';
import { type WorkflowNode, workflowNodesOf } from './workflow-nodes.ts';

type LabelRowAnswer =
  | { readonly label: string; readonly row: unknown; readonly node?: WorkflowNode }
  | { readonly label: string; readonly error: PipelineError };

/** Without signed URLs, reviews and the export history, which would only have to be removed again. */
const options = {
  get_signed_url: false,
  multi_request: true,
  include_object_feature_hashes: null,
  include_classification_feature_hashes: null,
  include_reviews: false,
  include_export_history: false,
  include_archived: false,
};

const LabelHash = z.object({ label_hash: z.string() });
const Limit = z.object({ maximum_labels_allowed: z.int().check(z.positive()) });

/**
 * The label rows with these hashes: in one request, or in several smaller ones where Encord takes fewer at once, refuses
 * the whole group because of one hash, or answers with more than can be held. Halving the group finds that hash in a few
 * requests. `withNodes`: each with its place in the workflow, which takes another request.
 */
export async function* fetchLabelRows(
  client: Client,
  labels: readonly string[],
  withNodes = false,
): AsyncGenerator<LabelRowAnswer> {
  const answer = await client.query('labelrow', labels, options).catch(tooLarge);
  if (answer instanceof AnswerTooLarge) {
    yield* inHalves(client, labels, { withNodes, error: answer });
    return;
  }
  if ('response' in answer) {
    yield* matched(labels, answer.response, withNodes ? await workflowNodesOf(client, labels) : undefined);
    return;
  }
  const { refusal } = answer;
  const [label] = labels;
  const size = smallerGroup(refusal, labels.length);
  if (size !== undefined) {
    for (let start = 0; start < labels.length; start += size) {
      yield* fetchLabelRows(client, labels.slice(start, start + size), withNodes);
    }
  } else if (label !== undefined && mayBeOneLabel(refusal)) {
    yield { label, error: errorOf(refusal, `label row ${label}`) };
  } else throw errorOf(refusal, 'label rows');
}

/** One label row with signed addresses of its data; undefined where Encord does not show it. They open for a few days. */
export async function signedLabelRow(client: Client, label: string): Promise<unknown> {
  const answer = await client.query('labelrow', [label], { ...options, get_signed_url: true });
  if ('refusal' in answer) throw errorOf(answer.refusal, `label row ${label}`);
  return [answer.response ?? []].flat()[0];
}

function tooLarge(error: unknown): InstanceType<typeof AnswerTooLarge> {
  if (error instanceof AnswerTooLarge) return error;
  throw error;
}

async function* inHalves(
  client: Client,
  labels: readonly string[],
  { withNodes, error }: { readonly withNodes: boolean; readonly error: PipelineError },
): AsyncGenerator<LabelRowAnswer> {
  const [label] = labels;
  if (labels.length === 1 && label !== undefined) {
    yield { label, error };
    return;
  }
  const half = Math.ceil(labels.length / 2);
  yield* fetchLabelRows(client, labels.slice(0, half), withNodes);
  yield* fetchLabelRows(client, labels.slice(half), withNodes);
}

/** How many labels to ask for instead; undefined where a smaller group cannot help. */
function smallerGroup(refusal: Refusal, size: number): number | undefined {
  if (size <= 1) return undefined;
  const half = Math.ceil(size / 2);
  if (refusal.code === 'MULTI_LABEL_LIMIT_ERROR') {
    const limit = Limit.safeParse(refusal.payload);
    return limit.success && limit.data.maximum_labels_allowed < size ? limit.data.maximum_labels_allowed : half;
  }
  return mayBeOneLabel(refusal) ? half : undefined;
}

/** Encord promises no order: each row is recognised by its own hash. A hash without a row gets no answer. */
function* matched(
  labels: readonly string[],
  response: unknown,
  nodes?: ReadonlyMap<string, WorkflowNode>,
): Generator<LabelRowAnswer> {
  const asked = new Set(labels);
  for (const row of [response ?? []].flat()) {
    const parsed = LabelHash.safeParse(row);
    if (!parsed.success || !asked.delete(parsed.data.label_hash)) continue;
    const label = parsed.data.label_hash;
    yield { label, row, ...given({ node: nodes?.get(label) }) };
  }
}

const LabelRowMetadata = z.object({
  data_hash: z.nullish(z.string()),
  /** Missing until somebody begins to label the data unit. */
  label_hash: z.nullish(z.string()),
  branch_name: z.nullish(z.string()),
});
export type LabelRowMetadata = z.infer<typeof LabelRowMetadata>;

/** The nil UUID, which no project and no data unit has. https://www.rfc-editor.org/rfc/rfc9562#section-5.9 */
export const nilUuid = '00000000-0000-0000-0000-000000000000';

/** Requests what fetching labels requests: not every role that reads labels can read the project's settings. */
export async function checkProject(client: Client): Promise<void> {
  await metadataOfDataUnits(client, [nilUuid]);
}

/** As messages have it. */
const metadata = 'the metadata of label rows';

/** Data hash → the metadata of its label rows: of its main branch, unless `scope` asks for other branches. */
export async function metadataOfDataUnits(
  client: Client,
  dataUnits: readonly string[],
  scope: { readonly include_all_label_branches?: boolean } = {},
): Promise<ReadonlyMap<string, readonly LabelRowMetadata[]>> {
  if (dataUnits.length === 0) return new Map();
  const answer = await client.query('labelrowmetadata', null, { data_hashes: dataUnits, ...scope });
  if ('refusal' in answer) {
    if (answer.refusal.code === 'RESOURCE_NOT_FOUND_ERROR') throw unknownProject();
    throw errorOf(answer.refusal, metadata);
  }
  const rows = z.array(LabelRowMetadata).safeParse(answer.response);
  if (!rows.success) {
    throw new PlatformUnavailable(`Encord's answer to a request for ${metadata} is not of the known form.`);
  }
  return Map.groupBy(rows.data, ({ data_hash }) => data_hash ?? '');
}
