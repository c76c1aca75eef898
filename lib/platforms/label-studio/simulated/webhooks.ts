import * as z from 'zod/mini';

/** Those of the Community edition. */
const names = [
  'ANNOTATION_CREATED',
  'ANNOTATIONS_CREATED',
  'ANNOTATION_UPDATED',
  'ANNOTATIONS_DELETED',
  'TASKS_CREATED',
  'TASKS_DELETED',
  'PROJECT_UPDATED',
] as const;
const actions = z.array(z.enum(names));
const headerName = z.string().check(z.regex(/^[a-zA-Z0-9-_]+$/));

const Change = z.object({
  url: z.url(),
  send_payload: z._default(z.boolean(), true),
  send_for_all_actions: z._default(z.boolean(), true),
  headers: z._default(z.record(headerName, z.string()), {}),
  actions: z._default(actions, []),
  is_active: z._default(z.boolean(), true),
});
const Created = z.extend(Change, { project: z.int() });
const Patch = z.partial(Change);

type Webhook = z.infer<typeof Created> & { readonly id: number };

type Failure = (status: number, detail: string, invalid?: Readonly<Record<string, unknown>>) => Response;

/** `/api/webhooks/` as a server of version 1.23.2 answered: a webhook belongs to a project, and shows its headers. */
export class Webhooks {
  readonly #webhooks: Webhook[] = [];
  readonly #failure: Failure;
  readonly #hasProject: (project: string) => boolean;

  constructor(failure: Failure, hasProject: (project: string) => boolean) {
    this.#failure = failure;
    this.#hasProject = hasProject;
  }

  /** Undefined for a request about anything else. */
  async answer(request: Request): Promise<Response | undefined> {
    const { pathname, searchParams } = new URL(request.url);
    const [, id] = /^\/api\/webhooks\/(?:(\d+)\/)?$/.exec(pathname) ?? [];
    if (!pathname.startsWith('/api/webhooks/')) return undefined;
    if (pathname === '/api/webhooks/info/') {
      return Response.json(Object.fromEntries(names.map((name) => [name, { name, key: 'annotation' }])));
    }
    const answers: Readonly<Record<string, () => Response | Promise<Response>>> = {
      GET: () => Response.json(this.#list(searchParams.get('project'))),
      ...(id === undefined
        ? { POST: () => this.#create(request) }
        : { PATCH: () => this.#change(Number(id), request) }),
    };
    const answer = answers[request.method];
    return answer ? answer() : this.#failure(405, `Method "${request.method}" not allowed.`);
  }

  #list(project: string | null): readonly Webhook[] {
    return this.#webhooks.filter((webhook) => project === null || webhook.project === Number(project));
  }

  async #create(request: Request): Promise<Response> {
    const json = (await request.json()) as { project?: unknown };
    if (!this.#hasProject(String(json.project))) return this.#failure(404, 'Project not found.');
    const parsed = Created.safeParse(json);
    if (!parsed.success) return this.#invalid(parsed.error);
    const webhook = { id: this.#webhooks.length + 1, ...parsed.data };
    this.#webhooks.push(webhook);
    return Response.json(webhook, { status: 201 });
  }

  async #change(id: number, request: Request): Promise<Response> {
    const index = this.#webhooks.findIndex((webhook) => webhook.id === id);
    const before = this.#webhooks[index];
    if (!before) return this.#failure(404, 'No Webhook matches the given query.');
    const json = (await request.json()) as object;
    const change = Patch.safeParse(json);
    if (!change.success) return this.#invalid(change.error);
    // A schema's defaults are for a new webhook; a change only touches what it names.
    const named = Object.fromEntries(Object.entries(change.data).filter(([name]) => Object.hasOwn(json, name)));
    const changed = { ...before, ...named };
    this.#webhooks[index] = changed;
    return Response.json(changed);
  }

  #invalid({ issues }: z.core.$ZodError): Response {
    const fields = Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), [message]]));
    return this.#failure(400, 'Validation error', fields);
  }
}
