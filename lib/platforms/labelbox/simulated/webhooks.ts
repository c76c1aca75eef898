import * as z from 'zod/mini';
import { given } from '../../../contracts/given.ts';

const Topics = z
  .array(z.enum(['LABEL_CREATED', 'LABEL_UPDATED', 'LABEL_DELETED', 'WORKFLOW_ACTION']))
  .check(z.minLength(1));
const Status = z.enum(['ACTIVE', 'INACTIVE', 'REVOKED']);

/** Some of these come as variables, some in the text of the operation. */
export const NewWebhook = z.object({
  project: z.string().check(z.minLength(1)),
  url: z.url(),
  secret: z.string().check(z.minLength(1)),
  topics: Topics,
});
export const WebhookChange = z.object({ id: z.string(), topics: z.optional(Topics), status: z.optional(Status) });
export const Page = z.object({
  skip: z.int().check(z.nonnegative()),
  first: z.int().check(z.positive(), z.maximum(100)),
});

/** The words and numbers that the text of an operation has under these names. */
export function wordsIn(query: string): Readonly<Record<string, unknown>> {
  const [, topics] = /\btopics: \{ set: \[([^\]]*)\]/.exec(query) ?? [];
  const [, status] = /\bstatus: (\w+)/.exec(query) ?? [];
  const [, skip, first] = /\bskip: (\d+) first: (\d+)\)/.exec(query) ?? [];
  return given({
    topics: topics?.split(' '),
    status,
    skip: skip === undefined ? undefined : Number(skip),
    first: skip === undefined ? undefined : Number(first),
  });
}

type Webhook = z.infer<typeof NewWebhook> & { readonly id: string; readonly status: z.infer<typeof Status> };

/** The webhooks of the workspace. A secret goes in and never comes out. */
export class Webhooks {
  readonly #webhooks: Webhook[] = [];

  create(webhook: z.infer<typeof NewWebhook>): { id: string } {
    const id = `cwebhook${String(this.#webhooks.length).padStart(17, '0')}`;
    this.#webhooks.push({ ...webhook, id, status: 'ACTIVE' });
    return { id };
  }

  /** Undefined where the webhook does not exist. */
  update({ id, ...change }: z.infer<typeof WebhookChange>): { id: string } | undefined {
    const known = this.#webhooks.find((webhook) => webhook.id === id);
    return known && Object.assign(known, change) && { id };
  }

  list({ skip, first }: z.infer<typeof Page>) {
    return this.#webhooks.slice(skip, skip + first).map(({ id, url, status, topics }) => ({ id, url, status, topics }));
  }
}
