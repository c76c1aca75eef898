import * as z from 'zod/mini';
import { InvalidRequest, PlatformUnavailable } from '../../../contracts/errors.ts';
import { defineSetup, type HttpRequest, type PlatformApi, type ProbedLabel, type Webhook } from '../../platform.ts';
import { connect } from './client.ts';
import { authorization } from './token.ts';

// https://api.labelstud.io/api-reference/api-reference/webhooks, and how a server of version 1.23 answered.
const Registered = z.object({ id: z.int(), url: z.string() });
const Webhooks = z.array(Registered);
const Refused = z.object({
  detail: z.nullish(z.string()),
  validation_errors: z.nullish(z.record(z.string(), z.unknown())),
});

/** The actions that are about labels. Without a list a webhook gets every action there is. */
const actions = [
  'ANNOTATION_CREATED',
  'ANNOTATIONS_CREATED',
  'ANNOTATION_UPDATED',
  'ANNOTATIONS_DELETED',
  'TASKS_CREATED',
  'TASKS_DELETED',
];

export default defineSetup({
  credential: {
    title: 'Label Studio access token',
    where: 'Label Studio: Account & Settings → Personal Access Token (or Legacy Token)',
    isFile: false,
  },
  secretFrom: 'us',

  async checkCredential(api) {
    await call(api, 'GET', '/api/webhooks/', Webhooks);
  },

  async checkProject(project, api) {
    await connect(project, api).project();
  },

  register,
  steps: () => [],

  delivery(about, secret, now) {
    const headers = { 'content-type': 'application/json', 'x-labelwire-secret': secret };
    return { headers, body: Buffer.from(JSON.stringify(action(about, now))), query: { project: about.project } };
  },
});

async function register({ project, url, secret }: Webhook, api: PlatformApi): Promise<'created' | 'updated'> {
  const number = Number(project);
  if (!Number.isSafeInteger(number)) throw new InvalidRequest('A project of Label Studio has a number. Give that.');
  const settings = {
    url,
    send_payload: true,
    send_for_all_actions: false,
    headers: { 'X-Labelwire-Secret': secret },
    actions,
    is_active: true,
  };
  const webhooks = await call(api, 'GET', `/api/webhooks/?project=${number}`, Webhooks);
  const there = webhooks.find((webhook) => webhook.url === url);
  if (there) await call(api, 'PATCH', `/api/webhooks/${there.id}/`, Registered, settings);
  else await call(api, 'POST', '/api/webhooks/', Registered, { project: number, ...settings });
  return there ? 'updated' : 'created';
}

async function call<Schema extends z.ZodMiniType>(
  api: PlatformApi,
  method: HttpRequest['method'],
  path: string,
  schema: Schema,
  json?: object,
): Promise<z.infer<Schema>> {
  const answer = await api.request({
    method,
    url: `${api.url}${path}`,
    headers: {
      Accept: 'application/json',
      ...(json ? { 'Content-Type': 'application/json' } : {}),
      ...(await authorization(api)),
    },
    ...(json ? { body: JSON.stringify(json) } : {}),
  });
  const said = jsonOf(answer.body);
  const parsed = answer.status < 300 ? schema.safeParse(said) : undefined;
  if (parsed?.success) return parsed.data;
  const why = reasonIn(said);
  const place = path.replace(/\d+/g, '<id>');
  if (answer.status < 500 && answer.status >= 400)
    throw new InvalidRequest(`Label Studio refused ${method} ${place} with HTTP ${answer.status}${why}.`);
  throw new PlatformUnavailable(
    `Label Studio answered ${method} ${place} with HTTP ${answer.status} and something unknown. Check platforms.label-studio.apiUrl in labelwire.config.ts.`,
  );
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined; // a page of a proxy; its status tells
  }
}

/** The fields that are wrong, by name: Label Studio's words may repeat what was sent, the secret among it. */
function reasonIn(said: unknown): string {
  const refused = Refused.safeParse(said);
  const fields = Object.keys((refused.success && refused.data.validation_errors) || {});
  if (fields.includes('url')) {
    return ': it does not take the URL. A receiver on a private network is refused unless the server runs with SSRF_PROTECTION_ENABLED=false';
  }
  return fields.length > 0 ? `: it does not take ${fields.join(', ')}` : '';
}

function action({ project, label, dataUnit }: ProbedLabel, now: Date): object {
  const of = { project: { id: project } };
  if (label === undefined) return { action: 'LABELWIRE_TEST', ...of };
  const task = dataUnit === undefined ? {} : { task: dataUnit };
  return { action: 'ANNOTATION_UPDATED', annotation: { id: label, ...task, updated_at: now.toISOString() }, ...of };
}
