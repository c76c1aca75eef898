/** One result item, as the editor sends it. */
export type ResultItem = Readonly<Record<string, unknown>>;

/** As Label Studio gives it back. */
export type Annotation = { readonly id: number; readonly updated_at: string };

export type WebhookOptions = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Off: a delivery says what happened, and to nothing. */
  readonly payload: boolean;
  /** Of which actions it tells; left out: of all. */
  readonly actions?: readonly string[];
};

type Query = Readonly<Record<string, string>>;
type Authorization = () => Promise<string>;

/** A person with a browser, in what Label Studio sees of one: its REST interface. Throws on any answer that is not 2xx. */
export class Annotator {
  readonly url: string;
  readonly #authorization: Authorization;

  private constructor(url: string, authorization: Authorization) {
    this.url = url;
    this.#authorization = authorization;
  }

  static withLegacyToken(url: string, token: string): Annotator {
    return new Annotator(url, async () => `Token ${token}`);
  }

  /** A new one; a user has one at a time. It lives for 200 years. */
  async newPersonalAccessToken(): Promise<string> {
    const { token } = await this.#json<{ token: string }>('POST', '/api/token/', {});
    return token;
  }

  async revoke(personalAccessToken: string): Promise<void> {
    await this.#request('POST', '/api/token/blacklist/', { refresh: personalAccessToken });
  }

  async newProject(title: string, label_config: string): Promise<number> {
    const { id } = await this.#json<{ id: number }>('POST', '/api/projects/', { title, label_config });
    return id;
  }

  /** The ids of the new tasks, in order. `annotations` are imported with them, as from another tool. */
  async importTasks(
    project: number,
    tasks: readonly { readonly data: object; readonly annotations?: readonly object[] }[],
  ): Promise<number[]> {
    const path = `/api/projects/${project}/import`;
    const { task_ids } = await this.#json<{ task_ids: number[] }>('POST', path, tasks, { return_task_ids: 'true' });
    return task_ids;
  }

  /** The button "Submit". */
  submit(task: number, result: readonly ResultItem[]): Promise<Annotation> {
    return this.#json('POST', `/api/tasks/${task}/annotations/`, { result, lead_time: 4.2, draft_id: 0 });
  }

  /** The button "Update". */
  update(annotation: number, result: readonly ResultItem[]): Promise<Annotation> {
    return this.#json('PATCH', `/api/annotations/${annotation}/`, { result, lead_time: 8.4 });
  }

  /** The button "Skip", on what was submitted already. */
  cancel(annotation: number): Promise<Annotation> {
    return this.#json('PATCH', `/api/annotations/${annotation}/`, { was_cancelled: true });
  }

  async deleteAnnotation(annotation: number): Promise<void> {
    await this.#request('DELETE', `/api/annotations/${annotation}/`);
  }

  async deleteTask(task: number): Promise<void> {
    await this.#request('DELETE', `/api/tasks/${task}/`);
  }

  async predict(task: number, result: readonly ResultItem[]): Promise<void> {
    await this.#request('POST', '/api/predictions/', { task, result, model_version: 'first', score: 0.9 });
  }

  /** An action of the Data Manager over some tasks, e.g. `delete_tasks_annotations`. */
  async act(project: number, id: string, tasks: readonly number[], options: object = {}): Promise<void> {
    const selectedItems = { all: false, included: tasks };
    const body = { selectedItems, ...options };
    await this.#request('POST', '/api/dm/actions', body, { id, project: String(project) });
  }

  /** Those of a task that were submitted, oldest first. */
  annotations(task: number): Promise<Annotation[]> {
    return this.#json('GET', `/api/tasks/${task}/annotations/`);
  }

  async addWebhook(project: number, { url, headers, payload, actions = [] }: WebhookOptions): Promise<void> {
    const body = { project, url, headers, send_payload: payload, send_for_all_actions: actions.length === 0, actions };
    await this.#request('POST', '/api/webhooks/', body);
  }

  /** What Label Studio's own converter makes of a project: a zip. */
  async exported(project: number, exportType: 'YOLO' | 'COCO'): Promise<Uint8Array> {
    const answer = await this.#request('GET', `/api/projects/${project}/export`, undefined, { exportType });
    return new Uint8Array(await answer.arrayBuffer());
  }

  async #json<Answer>(method: string, path: string, body?: unknown, query?: Query): Promise<Answer> {
    return (await (await this.#request(method, path, body, query)).json()) as Answer;
  }

  async #request(method: string, path: string, body?: unknown, query: Query = {}): Promise<Response> {
    const answer = await fetch(`${this.url}${path}?${new URLSearchParams(query)}`, {
      method,
      headers: { authorization: await this.#authorization(), 'content-type': 'application/json' },
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    throw new Error(
      `Label Studio answers ${answer.status} to ${method} ${path}: ${(await answer.text()).slice(0, 300)}`,
    );
  }
}
