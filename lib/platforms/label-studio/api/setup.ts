import * as z from 'zod/mini';
import { InvalidRequest, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { timeOfProbe } from '../../kit/instant.ts';
import { defineSetup, type HttpRequest, type PlatformApi, type ProbedLabel, type Webhook } from '../../platform.ts';
import { labelActions } from '../delivery.ts';
import { connect } from './client.ts';
import { authorization } from './token.ts';

// https://api.labelstud.io/api-reference/api-reference/webhooks, and how a server of version 1.23 answered.
const Registered = z.object({ id: z.int(), url: z.string() });
const Webhooks = z.array(Registered);
/** By name: which actions a server knows depends on its edition. */
const Actions = z.record(z.string(), z.unknown());
const Refused = z.object({
  detail: z.nullish(z.string()),
  validation_errors: z.nullish(z.record(z.string(), z.unknown())),
});

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
    return { headers, body: Buffer.from(JSON.stringify(probe(about, now))), query: { project: about.project } };
  },
});

async function register({ project, url, secret }: Webhook, api: PlatformApi): Promise<'created' | 'updated'> {
  const id = Number(project);
  if (!Number.isSafeInteger(id)) {
    throw new InvalidRequest('The project must be the number of a Label Studio project, but is another string.');
  }
  const known = await call(api, 'GET', '/api/webhooks/info/', Actions); // it refuses an action of another edition
  const settings = {
    url,
    send_payload: true,
    send_for_all_actions: false,
    headers: { 'X-Labelwire-Secret': secret },
    actions: labelActions.filter((action) => Object.hasOwn(known, action)), // a webhook without a list gets every action
    is_active: true,
  };
  const webhooks = await call(api, 'GET', `/api/webhooks/?project=${id}`, Webhooks);
  const existing = webhooks.find((webhook) => webhook.url === url);
  if (existing) await call(api, 'PATCH', `/api/webhooks/${existing.id}/`, Registered, settings);
  else await call(api, 'POST', '/api/webhooks/', Registered, { project: id, ...settings });
  return existing ? 'updated' : 'created';
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
  const received = jsonOf(answer.body);
  const parsed = answer.status < 300 ? schema.safeParse(received) : undefined;
  if (parsed?.success) return parsed.data;
  const place = path.replace(/\d+/g, '<id>');
  if (answer.status < 500 && answer.status >= 400) {
    const reason = reasonIn(received);
    throw new InvalidRequest(`Label Studio refused ${method} ${place} with HTTP ${answer.status}${reason}.`);
  }
  throw new PlatformUnavailable(
    `Label Studio answered ${method} ${place} with HTTP ${answer.status} and a body of an unknown form. Check platforms.label-studio.apiUrl in labelwire.config.ts.`,
  );
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined; // the page of a proxy, whose status says enough
  }
}

/** Only the names of the wrong fields: Label Studio's own words may repeat what was sent, including the secret. */
function reasonIn(json: unknown): string {
  const refused = Refused.safeParse(json);
  const fields = Object.keys((refused.success && refused.data.validation_errors) || {});
  if (fields.includes('url')) {
    return ': it does not accept the URL. A receiver on a private network is refused unless the server runs with SSRF_PROTECTION_ENABLED=false';
  }
  return fields.length > 0 ? `: it does not accept ${fields.join(', ')}` : '';
}

function probe({ project, label, dataUnit }: ProbedLabel, now: Date): object {
  const inProject = { project: { id: project } };
  if (label === undefined) return { action: 'LABELWIRE_TEST', ...inProject };
  const annotation = given({ id: label, task: dataUnit, updated_at: timeOfProbe(now) });
  return { action: 'ANNOTATION_UPDATED', annotation, ...inProject };
}
