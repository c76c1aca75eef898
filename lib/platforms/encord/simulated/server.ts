import * as z from 'zod/mini';
import type { Credential, ServedLabel } from '../../../../local/platforms/simulated-platform.ts';
import { isSignedV1, isSignedV2 } from './authentication.ts';
import { publicKeyOf } from './credential.ts';

/** What the SDK guesses where Encord names no number. */
const maximumLabels = 100;

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
      }),
    ),
  }),
});
type Values = z.infer<typeof Query>['values'];

/** `/public` answers HTTP 200 in any case; what became of the query stands in the body. */
const result = (response: unknown) => Response.json({ status: 200, response });
const refusal = (code: string, payload?: unknown) => Response.json({ status: 400, response: [code], payload });

/** `members`: the labels of the project, at least one. */
type ProjectAnswer = (members: readonly ServedLabel[], url: URL) => Response;

/** `GET` below `/v2/public/projects/<hash>`. */
const projectPaths: readonly (readonly [path: RegExp, answer: ProjectAnswer])[] = [
  [/^$/, projectAnswer],
  [/^\/workflow\/stages\/[^/]+\/tasks$/, stageTasks],
];

const notFound = (what: string) => Response.json({ message: `${what} not found` }, { status: 404 });

/** Encord's API over these labels, for one key: `POST /public`, a project, and the tasks of any of its stages. */
export function server(credential: Credential, labels: () => readonly ServedLabel[]) {
  const key = publicKeyOf(credential);
  return async (request: Request): Promise<Response> => {
    const body = await request.text();
    const url = new URL(request.url);
    if (url.pathname === '/public' && request.method === 'POST') {
      return isSignedV1(request, body, key) ? answer(request, body, labels()) : refusal('AUTHENTICATION_ERROR');
    }
    const [, hash = '', rest = ''] = /^\/v2\/public\/projects\/([^/]+)(.*)$/.exec(url.pathname) ?? [];
    const [, answerProject] = projectPaths.find(([path]) => hash !== '' && path.test(rest)) ?? [];
    if (!answerProject || request.method !== 'GET') return notFound('Path');
    if (!isSignedV2(request, body, key)) return Response.json({ message: 'Unauthorized' }, { status: 401 });
    const project = decodeURIComponent(hash);
    const members = labels().filter((label) => label.project === project);
    return members.length > 0 ? answerProject(members, url) : notFound('Project');
  };
}

/** The documentation names no number; the SDK asks for page after page. */
const tasksAPage = 50;

/** Every label row of the project waits at every stage, so that each can be listed. */
function stageTasks(members: readonly ServedLabel[], { searchParams }: URL): Response {
  const start = Number(searchParams.get('pageToken') ?? 0);
  const next = start + tasksAPage;
  return Response.json({
    results: members.slice(start, next).flatMap(({ label: uuid, dataUnit: dataHash, document }) => {
      const task = { uuid, status: 'NEW', dataHash, labelBranchName: branchOf(document), assignee: null };
      return dataHash === undefined ? [] : [task];
    }),
    ...(next < members.length ? { nextPageToken: String(next) } : {}),
  });
}

const mainBranch = 'main';
const branchOf = (document: unknown): string =>
  (document as { readonly branch_name?: string | null }).branch_name ?? mainBranch;

function projectAnswer(members: readonly ServedLabel[]): Response {
  const [first] = members;
  return Response.json({
    projectHash: first?.project,
    projectType: 'workflow',
    status: 'inProgress',
    title: `Simulated project of ${members.length} label rows`,
    ...(first?.ontology ? { editorOntology: first.ontology } : {}),
  });
}

const queries: Readonly<Record<string, (values: Values, labels: readonly ServedLabel[]) => Response>> = {
  labelrow: labelRow,
  labelrowmetadata: labelRowMetadata,
};

function answer(request: Request, body: string, labels: readonly ServedLabel[]): Response {
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
  const asked = [uid ?? []].flat();
  if (Array.isArray(uid) !== (payload?.multi_request ?? false)) return refusal('INVALID_ARGUMENTS_ERROR');
  if (asked.length > maximumLabels)
    return refusal('MULTI_LABEL_LIMIT_ERROR', { maximum_labels_allowed: maximumLabels });
  const rows = asked.flatMap((hash) => labels.find(({ label }) => label === hash)?.document ?? []);
  if (rows.length < asked.length) return refusal('RESOURCE_NOT_FOUND_ERROR');
  return result(Array.isArray(uid) ? rows : rows[0]);
}

function labelRowMetadata({ payload }: Values, labels: readonly ServedLabel[]): Response {
  const { data_hashes: dataHashes, label_hashes: labelHashes, include_all_label_branches: all } = payload ?? {};
  return result(
    labels
      .filter(({ document }) => all || branchOf(document) === mainBranch)
      .filter(({ dataUnit }) => !dataHashes || dataHashes.includes(dataUnit ?? ''))
      .filter(({ label }) => !labelHashes || labelHashes.includes(label))
      .map(({ document, label, dataUnit }) => {
        const { label_status, created_at, last_edited_at, data_title, dataset_hash, data_type } = document as Record<
          string,
          unknown
        >;
        const kind = typeof data_type === 'string' ? { data_type: data_type.toUpperCase() } : {};
        const row = {
          branch_name: branchOf(document),
          label_status,
          created_at,
          last_edited_at,
          data_title,
          dataset_hash,
        };
        return { label_hash: label, data_hash: dataUnit ?? null, ...row, ...kind };
      }),
  );
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // refused as a query that is not one
  }
}
