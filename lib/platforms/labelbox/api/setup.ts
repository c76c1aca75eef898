import { createHmac, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { InvalidRequest, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { timeOfProbe } from '../../kit/instant.ts';
import { defineSetup, type PlatformApi, type ProbedLabel, type Webhook } from '../../platform.ts';
import { ask, getUser } from './client.ts';
import { checkProject } from './project.ts';

const id = z.string().check(z.minLength(1));

const pageSize = 100;
const mostPages = 100;
const topics = ['LABEL_CREATED', 'LABEL_UPDATED', 'LABEL_DELETED', 'WORKFLOW_ACTION'];

// Webhooks: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/webhook.py, which
// writes every value into the text of the operation. Values from outside are variables here, so that they cannot change
// what the operation means; words and numbers of our own stay in the text, since the names of their types are not documented.
const Registered = z.object({ id, url: z.string(), status: z.string(), topics: z.array(z.string()) });
type Registered = z.infer<typeof Registered>;

const listWebhooks = (page: number) => ({
  name: 'GetOrganizationWebhooksPyApi',
  query: `query GetOrganizationWebhooksPyApi {
    organization { webhooks(skip: ${page * pageSize} first: ${pageSize}) { id url status topics } }
  }`,
  Data: z.object({ organization: z.object({ webhooks: z.array(Registered) }) }),
});

const createWebhook = {
  name: 'CreateWebhookPyApi',
  query: `mutation CreateWebhookPyApi($project: ID!, $url: String!, $secret: String!) {
    createWebhook(data: { project: { id: $project }, topics: { set: [${topics.join(' ')}] }, url: $url, secret: $secret }) { id }
  }`,
  Data: z.object({ createWebhook: z.object({ id }) }),
};

const updateWebhook = (change: string) => ({
  name: 'UpdateWebhookPyApi',
  query: `mutation UpdateWebhookPyApi($id: ID!) { updateWebhook(where: { id: $id } data: { ${change} }) { id } }`,
  Data: z.object({ updateWebhook: z.object({ id }) }),
});
const refresh = updateWebhook(`topics: { set: [${topics.join(' ')}] }, status: ACTIVE`);
const switchOff = updateWebhook('status: INACTIVE');

export default defineSetup({
  credential: {
    title: 'Labelbox API key',
    where: 'Labelbox: Workspace settings → API keys',
    isFile: false,
  },
  secretFrom: 'us',

  async checkCredential(api) {
    await ask(api, getUser);
  },

  checkProject,

  register,
  steps: () => [],

  delivery(about, secret, now) {
    if (isAboutLabel(about) && about.dataUnit === undefined) {
      throw new InvalidRequest(
        'Labelbox announces a label together with its data row. Give that as well: --data-unit <id>.',
      );
    }
    const body = JSON.stringify(announcement(about, now));
    const hmac = createHmac('sha256', secret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-labelbox-event': isAboutLabel(about) ? 'LABEL_UPDATED' : 'LABELWIRE_TEST',
      'x-labelbox-id': randomUUID(),
      'x-hub-signature-256': `sha256=${hmac}`,
    };
    return { headers, body: Buffer.from(body) };
  },
});

/**
 * Labelbox can neither change nor show the secret of a webhook: for a new secret, a new webhook is made before the old one
 * is switched off, so that no event is lost in between.
 */
async function register({ project, url, secret, isNewSecret }: Webhook, api: PlatformApi) {
  const active = (await webhooksAt(url, api)).filter(({ status }) => status === 'ACTIVE');
  const [kept] = isNewSecret ? [] : active;
  if (kept) await ask(api, refresh, { id: kept.id });
  else await ask(api, createWebhook, { project, url, secret });
  for (const { id } of active.filter((webhook) => webhook !== kept)) await ask(api, switchOff, { id });
  if (kept) return 'updated';
  return active.length > 0 ? 'replaced' : 'created';
}

async function webhooksAt(url: string, api: PlatformApi): Promise<Registered[]> {
  const found: Registered[] = [];
  for (let page = 0; page < mostPages; page++) {
    const { organization } = await ask(api, listWebhooks(page));
    found.push(...organization.webhooks.filter((webhook) => webhook.url === url));
    if (organization.webhooks.length < pageSize) return found;
  }
  throw new PlatformUnavailable(`Labelbox lists more than ${mostPages * pageSize} webhooks.`);
}

const isAboutLabel = ({ label }: ProbedLabel): boolean => label !== undefined;

/** As much of a delivery of version 1 as delivery.ts reads. */
const announcement = ({ project, label, dataUnit }: ProbedLabel, now: Date): object =>
  given({
    id: label,
    deleted: label === undefined ? undefined : false,
    dataRow: dataUnit === undefined ? undefined : { id: dataUnit },
    updatedAt: timeOfProbe(now),
    project: { id: project },
  });
