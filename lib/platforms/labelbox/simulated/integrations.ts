import * as z from 'zod/mini';
import type { Credential } from '../../testing.ts';

/** Labelbox's own side: the external ID that its page shows. */
type Workspace = { readonly externalId: string };

/** Whether Labelbox's account may assume a role with this external ID, or with none: what AWS decides by its trust policy. */
export type CanAssume = (roleArn: string, externalId: string | null) => Promise<boolean>;

type Handle = (request: Request) => Promise<Response>;
type Integration = { readonly id: string; name: string; roleArn: string; readBucket: string | null; valid: boolean };

const Data = z.object({
  name: z.string().check(z.minLength(1)),
  roleArn: z.string(),
  readBucket: z.nullish(z.string()),
});
const Where = z.object({ id: z.string() });
const Body = z.object({ query: z.string(), variables: z.optional(z.unknown()) });

/**
 * The integrations of a workspace with AWS, in front of the rest of Labelbox's API. Its messages are Labelbox's own; the
 * names of its checks are not documented.
 */
export function withIntegrations(
  { secret }: Credential,
  { externalId }: Workspace,
  canAssume: CanAssume,
  rest: Handle,
): Handle {
  const integrations: Integration[] = [];
  const find = (where: unknown) =>
    integrations.find(({ id }) => id === z.object({ where: Where }).parse(where).where.id);

  async function validate(integration: Integration) {
    const assumed = await canAssume(integration.roleArn, externalId);
    const insecure =
      (await canAssume(integration.roleArn, null)) || (await canAssume(integration.roleArn, `${externalId}-wrong`));
    const checks = [
      { name: 'assume role', success: assumed, message: assumed ? null : 'Role cannot be assumed' },
      { name: 'external ID', success: !insecure, message: insecure ? 'External ID configured insecurely' : null },
    ];
    integration.valid = checks.every(({ success }) => success);
    return { valid: integration.valid, checks };
  }

  const operations: Record<string, (variables: unknown) => unknown> = {
    getAllIntegrationsPyApi: () => ({ iamIntegrations: integrations.map(shown) }),
    CreateAwsIamIntegrationPyApi(variables) {
      const { name, roleArn, readBucket = null } = z.object({ data: Data }).parse(variables).data;
      const id = `cintegration${String(integrations.length).padStart(13, '0')}`;
      const integration = { id, name, roleArn, readBucket, valid: false };
      integrations.push(integration);
      return { createAwsIamIntegration: shown(integration) };
    },
    UpdateAwsIamIntegrationPyApi(variables) {
      const found = find(variables);
      if (!found) return undefined;
      Object.assign(found, z.object({ data: Data }).parse(variables).data, { valid: false });
      return { updateAwsIamIntegration: { id: found.id } };
    },
    async ValidateIamIntegrationPyApi(variables) {
      const found = find(variables);
      return found && { validateIamIntegration: await validate(found) };
    },
  };

  return async (request) => {
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/graphql') return rest(request);
    if (!request.headers.get('content-type')?.startsWith('application/json')) return rest(request); // an upload
    const body = Body.safeParse(await request.clone().json());
    const [, name = ''] = /^\s*(?:query|mutation)\s+(\w+)/.exec(body.data?.query ?? '') ?? [];
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) return rest(request);
    if (request.headers.get('authorization') !== `Bearer ${secret}`) {
      return refusal('Invalid API key', 'AUTHENTICATION_ERROR', 401);
    }
    const data = await operation(body.data?.variables);
    return data ? Response.json({ data }) : refusal('There is no such integration', 'RESOURCE_NOT_FOUND', 200);
  };
}

const refusal = (message: string, code: string, status: number): Response =>
  Response.json({ errors: [{ message, extensions: { code } }], data: null }, { status });

const shown = ({ id, name, roleArn, readBucket, valid }: Integration) => ({
  id,
  name,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  provider: 'AWS',
  valid,
  lastValidAt: null,
  isOrgDefault: false,
  settings: { __typename: 'AwsIamIntegrationSettings', roleArn, readBucket },
});
