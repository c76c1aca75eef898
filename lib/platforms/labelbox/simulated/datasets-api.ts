import * as z from 'zod/mini';
import type { Credential } from '../../testing.ts';
import { Datasets, fields } from './datasets.ts';
import { Uploads } from './uploads.ts';

type Handle = (request: Request) => Promise<Response>;

const Body = z.object({ query: z.string(), variables: z.optional(z.record(z.string(), z.unknown())) });
const Page = z.object({ taskId: z.string(), first: z.int().check(z.maximum(5000)), from: z.nullish(z.string()) });
const text = z.string();

type Context = { readonly datasets: Datasets; readonly uploads: Uploads; readonly pageSize: number };
type Operation = (variables: unknown, context: Context) => unknown;

/** For a task of another kind, which the rest of the API answers. */
const notOurs = Symbol('not ours');

class Failure extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const known = (datasets: Datasets, id: string) => {
  const dataset = datasets.all.get(id);
  if (dataset) return dataset;
  throw new Failure('RESOURCE_NOT_FOUND', 'There is no such data set');
};

/** A page of a list, and where the next one begins. */
function paged<Item>(list: readonly Item[], { first, from }: z.infer<typeof Page>, pageSize: number) {
  const start = Number(from ?? 0);
  const end = start + Math.min(first, pageSize);
  return { items: list.slice(start, end), after: end < list.length ? String(end) : null, total: list.length };
}

const taskOf = (datasets: Datasets, id: string) => {
  const task = datasets.task(id);
  if (task) return task;
  throw new Failure('RESOURCE_NOT_FOUND', 'There is no such task');
};

const operations: Readonly<Record<string, Operation>> = {
  CreateDatasetPyApi: (variables, { datasets }) => {
    const { name } = z.object({ name: text.check(z.minLength(1)) }).parse(variables);
    return { createDataset: { id: datasets.create(name).id, name, rowCount: 0 } };
  },
  setSignerForDatasetPyApi: (variables, { datasets }) => {
    const { signerId, datasetId } = z.object({ signerId: text, datasetId: text }).parse(variables);
    known(datasets, datasetId).signer = signerId;
    return { setSignerForDataset: { id: datasetId, signer: { id: signerId } } };
  },
  validateDatasetPyApi: (variables, { datasets }) => {
    known(datasets, z.object({ id: text }).parse(variables).id);
    return { validateDataset: { valid: datasets.checks.every(({ success }) => success), checks: datasets.checks } };
  },
  GetDataRowMetadataOntologyBetaPyApi: () => ({ customMetadataOntology: fields }),
  UpsertDataRowsPyApi: (variables, { datasets, uploads }) => {
    const { manifestUri } = z.object({ manifestUri: text }).parse(variables);
    const started = datasets.upsert(uploads.json(manifestUri), (url) => uploads.json(url));
    if (typeof started === 'string') throw new Failure('MALFORMED_REQUEST', started);
    return { upsertDataRows: { ...started, status: 'IN_PROGRESS', type: 'adv-upsert-data-rows' } };
  },
  GetUserCreatedTasksPyApi: (variables, { datasets }) => {
    const { taskId: id } = z.object({ userId: text, taskId: text }).parse(variables);
    const status = datasets.look(id);
    if (!status) return notOurs;
    return { user: { createdTasks: [{ id, name: 'upsert', type: 'adv-upsert-data-rows', status }] } };
  },
  GetSuccessfulDataRowImportsPyApi: (variables, { datasets, pageSize }) => {
    const page = Page.parse(variables);
    const { items, after, total } = paged(taskOf(datasets, page.taskId).created, page, pageSize);
    const nodes = items.map(({ id, external_id: externalId, global_key: globalKey }) => ({
      id,
      externalId,
      globalKey,
    }));
    return { successesfulDataRowImports: { nodes, after, total } };
  },
  GetFailedDataRowImportsPyApi: (variables, { datasets, pageSize }) => {
    const page = Page.parse(variables);
    const { items, after, total } = paged(taskOf(datasets, page.taskId).failed, page, pageSize);
    return { failedDataRowImports: { results: items, after, total } };
  },
};

/** Data sets, uploads and their tasks, in front of the rest of Labelbox's API. */
export function withDatasets(
  { secret }: Credential,
  rest: Handle,
  { datasets = new Datasets(), uploads = new Uploads(), pageSize = 5000 }: Partial<Context> = {},
): Handle {
  const context = { datasets, uploads, pageSize };
  return async (request) => {
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'POST' || pathname !== '/graphql') return rest(request);
    const isAllowed = request.headers.get('authorization') === `Bearer ${secret}`;
    if (!isAllowed) return rest(request); // which refuses it
    if (request.headers.get('content-type')?.startsWith('multipart/form-data')) {
      const uploadFile = await uploads.take(request, origin);
      return typeof uploadFile === 'string'
        ? refusal('MALFORMED_REQUEST', uploadFile)
        : Response.json({ data: { uploadFile } });
    }
    return answered(request, rest, context);
  };
}

async function answered(request: Request, rest: Handle, context: Context): Promise<Response> {
  const json: unknown = await request
    .clone()
    .json()
    .catch(() => undefined); // the rest of the API reports what is wrong with it
  const body = Body.safeParse(json);
  const [, name = ''] = /^\s*(?:query|mutation)\s+(\w+)/.exec(body.data?.query ?? '') ?? [];
  if (name === 'getAllIntegrationsPyApi') return integrations(await rest(request));
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) return rest(request);
  try {
    const data = operation(body.data?.variables, context);
    return data === notOurs ? rest(request) : Response.json({ data });
  } catch (error) {
    if (error instanceof Failure) return refusal(error.code, error.message);
    if (error instanceof z.core.$ZodError) return refusal('MALFORMED_REQUEST', 'The variables are wrong');
    throw error;
  }
}

/** A workspace has no integrations unless they are simulated. */
const integrations = (answer: Response): Response =>
  answer.status === 400 ? Response.json({ data: { iamIntegrations: [] } }) : answer;

const refusal = (code: string, message: string): Response =>
  Response.json({ errors: [{ message, extensions: { code } }], data: null });
