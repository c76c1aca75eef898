import * as z from 'zod/mini';
import { given } from '../../../contracts/given.ts';
import type { ServedLabel } from '../../testing.ts';
import { nodeOf } from './workflow.ts';

/** The limit of the SDK where Encord does not name one. */
const maximumLabels = 100;

/** The SDK writes a time without a zone where it was given none; what a server makes of that is not documented. */
const time = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$/));

const Query = z.object({
  query_type: z.string(),
  query_method: z.string(),
  values: z.object({
    uid: z.nullish(z.union([z.string(), z.array(z.string())])),
    payload: z.nullish(
      z.looseObject({
        multi_request: z.optional(z.boolean()),
        data_hashes: z.nullish(z.array(z.string())),
        label_hashes: z.nullish(z.array(z.string())),
        include_all_label_branches: z.nullish(z.boolean()),
        include_workflow_graph_node: z.nullish(z.boolean()),
        edited_after: z.nullish(time),
        edited_before: z.nullish(time),
      }),
    ),
  }),
});
type Values = z.infer<typeof Query>['values'];

/** `/public` always answers HTTP 200: the result of the query is in the body. */
const result = (response: unknown) =>
  Response.json({ status: 200, response }, { headers: { date: new Date().toUTCString() } });
export const refusal = (code: string, payload?: unknown) => Response.json({ status: 400, response: [code], payload });

const queries: Readonly<Record<string, (values: Values, labels: readonly ServedLabel[]) => Response>> = {
  labelrow: labelRow,
  labelrowmetadata: labelRowMetadata,
};

/** `POST /public`, signed. */
export function answerQuery(request: Request, body: string, labels: readonly ServedLabel[]): Response {
  const query = Query.safeParse(readJson(body));
  const run =
    query.success && Object.hasOwn(queries, query.data.query_type) ? queries[query.data.query_type] : undefined;
  if (!query.success || !run) return refusal('INVALID_ARGUMENTS_ERROR');
  if (query.data.query_method !== 'GET') return refusal('METHOD_NOT_ALLOWED_ERROR'); // PUT would initialise a row
  if (request.headers.get('resourcetype') !== 'project') return refusal('INVALID_ARGUMENTS_ERROR');
  const members = labels.filter(({ project }) => project === request.headers.get('resourceid'));
  return members.length > 0 ? run(query.data.values, members) : refusal('RESOURCE_NOT_FOUND_ERROR');
}

function labelRow({ uid, payload }: Values, labels: readonly ServedLabel[]): Response {
  const hashes = [uid ?? []].flat();
  if (Array.isArray(uid) !== (payload?.multi_request ?? false)) return refusal('INVALID_ARGUMENTS_ERROR');
  if (hashes.length > maximumLabels) {
    return refusal('MULTI_LABEL_LIMIT_ERROR', { maximum_labels_allowed: maximumLabels });
  }
  const rows = hashes.flatMap((hash) => labels.find(({ label }) => label === hash)?.document ?? []);
  if (rows.length < hashes.length) return refusal('RESOURCE_NOT_FOUND_ERROR');
  return result(Array.isArray(uid) ? rows : rows[0]);
}

/** All rows at once: there are no pages. Their order is not documented. */
function labelRowMetadata({ payload }: Values, labels: readonly ServedLabel[]): Response {
  const { data_hashes: dataHashes, label_hashes: labelHashes, include_all_label_branches: all } = payload ?? {};
  const { edited_after: after, edited_before: before, include_workflow_graph_node: withNode } = payload ?? {};
  return result(
    labels
      .filter(({ document }) => all || branchOf(document) === mainBranch)
      .filter(({ dataUnit }) => !dataHashes || dataHashes.includes(dataUnit ?? ''))
      .filter(({ label }) => !labelHashes || labelHashes.includes(label))
      .filter(({ document }) => !after || editedAt(document) > Date.parse(after))
      .filter(({ document }) => !before || editedAt(document) < Date.parse(before))
      .map((label) => metadataOf(label, withNode ?? false)),
  );
}

function metadataOf({ document, label, dataUnit }: ServedLabel, withNode: boolean): object {
  const row = document as Readonly<Record<string, unknown>>;
  const { label_status, created_at, last_edited_at, data_title, dataset_hash, data_type } = row;
  return {
    label_hash: label,
    data_hash: dataUnit ?? null,
    branch_name: branchOf(document),
    label_status,
    annotation_task_status: row.annotation_task_status ?? null,
    workflow_graph_node: withNode ? nodeOf(document) : null,
    created_at,
    last_edited_at,
    data_title,
    dataset_hash,
    ...given({ data_type: typeof data_type === 'string' ? data_type.toUpperCase() : undefined }),
  };
}

const editedAt = (document: unknown): number =>
  Date.parse(String((document as { readonly last_edited_at?: string | null }).last_edited_at));

const mainBranch = 'main';

export const branchOf = (document: unknown): string =>
  (document as { readonly branch_name?: string | null }).branch_name ?? mainBranch;

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // refused as a query of an unknown form
  }
}
