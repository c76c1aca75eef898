import * as z from 'zod/mini';

const Topics = z
  .array(z.enum(['LABEL_CREATED', 'LABEL_UPDATED', 'LABEL_DELETED', 'WORKFLOW_ACTION']))
  .check(z.minLength(1));
const Status = z.enum(['ACTIVE', 'INACTIVE', 'REVOKED']);

/** What comes as variables, and what stands in the text of the operation. */
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

/** The words and numbers that an operation's text carries by these names. */
export function wordsIn(query: string): Readonly<Record<string, unknown>> {
  const [, topics] = /\btopics: \{ set: \[([^\]]*)\]/.exec(query) ?? [];
  const [, status] = /\bstatus: (\w+)/.exec(query) ?? [];
  const [, skip, first] = /\(skip: (\d+) first: (\d+)\)/.exec(query) ?? [];
  return {
    ...(topics === undefined ? {} : { topics: topics.split(' ') }),
    ...(status === undefined ? {} : { status }),
    ...(skip === undefined ? {} : { skip: Number(skip), first: Number(first) }),
  };
}

type Webhook = z.infer<typeof NewWebhook> & { readonly id: string; readonly status: z.infer<typeof Status> };

/** The webhooks of the workspace. A secret goes in and never comes out. */
export class Webhooks {
  readonly #webhooks: Webhook[] = [];

  create(made: z.infer<typeof NewWebhook>): { id: string } {
    const id = `cwebhook${String(this.#webhooks.length).padStart(17, '0')}`;
    this.#webhooks.push({ ...made, id, status: 'ACTIVE' });
    return { id };
  }

  /** Undefined where there is no such webhook. */
  update({ id, ...change }: z.infer<typeof WebhookChange>): { id: string } | undefined {
    const there = this.#webhooks.find((webhook) => webhook.id === id);
    return there && Object.assign(there, change) && { id };
  }

  list({ skip, first }: z.infer<typeof Page>) {
    return this.#webhooks
      .slice(skip, skip + first)
      .map(({ id, url, status, topics: of }) => ({ id, url, status, topics: of }));
  }
}
