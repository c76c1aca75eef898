import { given } from '../../../contracts/given.ts';
import type { Credential, Json, ServedLabel } from '../../testing.ts';
import { selectedTasks, type Task, tasksOf, viewIn } from './tasks.ts';
import { accessToken, isPersonal, isValidAccess } from './tokens.ts';
import { Webhooks } from './webhooks.ts';

const version = '1.23.2';

/** Every error of the API looks like this. */
const failure = (status: number, detail: string, invalid?: Json): Response =>
  Response.json(
    given({
      id: crypto.randomUUID(),
      status_code: status,
      version,
      detail,
      exc_info: null,
      validation_errors: invalid,
    }),
    { status },
  );

/** Label Studio's REST API over these labels, for one token, as a server of version 1.23.2 answered. */
export function server(credential: Credential, labels: () => readonly ServedLabel[]) {
  const webhooks = new Webhooks(failure, (id) => labels().some(({ project }) => project === id));
  return async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    if (/^\/api\/token\/refresh\/?$/.test(pathname) && request.method === 'POST') return refresh(request, credential);
    const refusal = unauthorized(request, credential);
    if (refusal) return refusal;
    const aboutWebhooks = await webhooks.answer(request);
    if (aboutWebhooks) return aboutWebhooks;
    if (request.method !== 'GET') return failure(405, `Method "${request.method}" not allowed.`);
    const [, kind = '', id] = /^\/api\/(tasks|annotations|projects)\/(?:(\d+)\/?)?$/.exec(pathname) ?? [];
    const answer = id === undefined ? lists[kind] : single[kind];
    if (!answer) return new Response('<!doctype html><title>Page not found</title>', { status: 404 });
    const response = answer(labels(), id ?? '', searchParams);
    response.headers.set('date', new Date().toUTCString());
    return response;
  };
}

async function refresh(request: Request, credential: Credential): Promise<Response> {
  const body = (await request.json().catch(() => ({}))) as { refresh?: unknown };
  if (typeof body.refresh !== 'string') return failure(400, 'Validation error');
  if (!isPersonal(credential) || body.refresh !== credential.secret) return failure(401, 'Token is invalid');
  return Response.json({ access: accessToken(credential) });
}

function unauthorized(request: Request, credential: Credential): Response | undefined {
  const [, scheme = '', token = ''] = /^(Token|Bearer) (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (scheme === 'Token') {
    if (isPersonal(credential)) {
      return failure(
        401,
        'Authentication token no longer valid: legacy token authentication has been disabled for this organization',
      );
    }
    return token === credential.secret ? undefined : failure(401, 'Invalid token.');
  }
  if (scheme === 'Bearer' && isPersonal(credential) && isValidAccess(token, credential)) return undefined;
  return failure(401, 'Authentication credentials were not provided.');
}

type Answer = (labels: readonly ServedLabel[], id: string, query: URLSearchParams) => Response;

const single: Readonly<Record<string, Answer>> = {
  tasks(labels, id) {
    const [task] = tasksOf(labels.filter(({ dataUnit }) => dataUnit === id));
    return task ? Response.json(task) : failure(404, 'No Task matches the given query.');
  },
  annotations(labels, id) {
    const found = labels.find(({ label }) => label === id);
    if (!found) return failure(404, 'No Annotation matches the given query.');
    const [annotation] = (found.document as Task).annotations;
    return Response.json({ ...annotation, task: Number(found.dataUnit), project: Number(found.project) });
  },
  projects(labels, id) {
    const found = labels.find(({ project }) => project === id);
    if (!found) return failure(404, 'No Project matches the given query.');
    const { label_config } = (found.ontology ?? { label_config: '<View></View>' }) as Json;
    const owner = { id: 1, first_name: 'Ada', last_name: 'Example', email: 'owner@example.com', avatar: null };
    return Response.json({ id: Number(id), title: 'Simulated project', label_config, created_by: owner });
  },
};

const mostProjectsPerPage = 100;

const lists: Readonly<Record<string, Answer>> = {
  /** The newest first. */
  projects(labels, _id, query) {
    const ids = [...new Set(labels.map(({ project }) => Number(project)))].sort((a, b) => b - a);
    const size = Math.min(Number(query.get('page_size') ?? 30), mostProjectsPerPage);
    const page = Number(query.get('page') ?? 1);
    const start = (page - 1) * size;
    if (start > 0 && start >= ids.length) return failure(404, 'Invalid page.');
    const include = query.get('include')?.split(',');
    const projects = ids
      .slice(start, start + size)
      .map((id) => ({ id, title: `Simulated project ${id}`, label_config: '<View></View>' }));
    return Response.json({
      count: ids.length,
      next: start + size < ids.length ? `/api/projects/?page=${page + 1}&page_size=${size}` : null,
      previous: page > 1 ? `/api/projects/?page=${page - 1}&page_size=${size}` : null,
      results: include ? projects.map((project) => narrowed(project, include)) : projects,
    });
  },

  tasks(labels, _id, query) {
    const members = labels.filter(({ project }) => project === query.get('project'));
    if (members.length === 0) return failure(404, 'No Project matches the given query.');
    const view = viewIn(query.get('query'));
    const chosen = view && selectedTasks(tasksOf(members), view);
    if (!chosen) return failure(500, 'Something went wrong');
    const asked = Number(query.get('page_size') ?? 0);
    const size = asked > 0 ? asked : 100;
    const first = (Number(query.get('page') ?? 1) - 1) * size;
    if (first > 0 && first >= chosen.length) return failure(404, 'Invalid page.');
    const page = chosen.slice(first, first + size);
    const tasks = query.get('fields') === 'all' ? page : page.map(({ annotations: _annotations, ...task }) => task);
    const include = query.get('include')?.split(',');
    return Response.json({
      total_annotations: chosen.reduce((sum, { annotations }) => sum + annotations.length, 0),
      total_predictions: 0,
      total: chosen.length,
      tasks: include ? tasks.map((task) => narrowed(task, include)) : tasks,
    });
  },
};

/** The fields that a request asks for: of a task, and of its annotations by the same names. */
const narrowed = (fields: Json, keys: readonly string[]): Json =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => keys.includes(key))
      .map(([key, value]) => [key, Array.isArray(value) ? value.map((item: Json) => narrowed(item, keys)) : value]),
  );
