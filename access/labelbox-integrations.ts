import * as z from 'zod/mini';
import { ask } from '../lib/platforms/labelbox/api/client.ts';
import type { PlatformApi } from '../lib/platforms/platform.ts';

// https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/iam_integration.py
const Integration = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  settings: z.nullish(z.object({ roleArn: z.nullish(z.string()) })),
});
export type Integration = z.infer<typeof Integration>;

const Validation = z.object({
  valid: z.boolean(),
  checks: z.array(z.object({ name: z.string(), success: z.boolean(), message: z.nullish(z.string()) })),
});
export type Validation = z.infer<typeof Validation>;

const fields = `id name createdAt updatedAt provider valid lastValidAt isOrgDefault
  settings { __typename ... on AwsIamIntegrationSettings { roleArn } ... on GcpIamIntegrationSettings { serviceAccountEmailId readBucket } }`;

const list = {
  name: 'getAllIntegrationsPyApi',
  query: `query getAllIntegrationsPyApi { iamIntegrations { ${fields} } }`,
  Data: z.object({ iamIntegrations: z.array(Integration) }),
};
const create = {
  name: 'CreateAwsIamIntegrationPyApi',
  query: `mutation CreateAwsIamIntegrationPyApi($data: AwsIamIntegrationCreateInput!) { createAwsIamIntegration(data: $data) {
    id name createdAt updatedAt provider valid lastValidAt isOrgDefault
    settings { __typename ... on AwsIamIntegrationSettings { roleArn readBucket } } } }`,
  Data: z.object({ createAwsIamIntegration: Integration }),
};
const update = {
  name: 'UpdateAwsIamIntegrationPyApi',
  query:
    'mutation UpdateAwsIamIntegrationPyApi($data: AwsIamIntegrationUpdateInput!, $where: WhereUniqueIdInput!) { updateAwsIamIntegration(data: $data, where: $where) { id } }',
  Data: z.object({ updateAwsIamIntegration: z.object({ id: z.string() }) }),
};
const validate = {
  name: 'ValidateIamIntegrationPyApi',
  query:
    'mutation ValidateIamIntegrationPyApi($where: WhereUniqueIdInput!) { validateIamIntegration(where: $where) { valid checks { name success message } } }',
  Data: z.object({ validateIamIntegration: Validation }),
};

/** The workspace's integrations with AWS. */
export async function listIntegrations(api: PlatformApi): Promise<Integration[]> {
  const { iamIntegrations } = await ask(api, list);
  return iamIntegrations.filter(({ provider }) => provider.toUpperCase() === 'AWS');
}

type Wanted = { readonly name: string; readonly roleArn: string; readonly readBucket: string | null };

/** The one of this name, made with the placeholder where there is none. Throws where two have it. */
export async function findOrCreate(
  api: PlatformApi,
  wanted: Wanted,
): Promise<{ integration: Integration; isNew: boolean }> {
  const [found, second] = (await listIntegrations(api)).filter(({ name }) => name === wanted.name);
  if (second)
    throw new Error(
      `Labelbox has two integrations of this name. Delete one, or choose another name: --integration <name>.`,
    );
  if (found) return { integration: found, isNew: false };
  return { integration: (await ask(api, create, { data: wanted })).createAwsIamIntegration, isNew: true };
}

export async function setRole(api: PlatformApi, id: string, data: Wanted): Promise<void> {
  await ask(api, update, { data, where: { id } });
}

export async function validateIntegration(api: PlatformApi, id: string): Promise<Validation> {
  return (await ask(api, validate, { where: { id } })).validateIamIntegration;
}

type Patience = { readonly wait: (milliseconds: number) => Promise<void>; readonly tell: (told: string) => void };

/** A new role is not known everywhere at once; AWS names no time, and about a minute is what it takes. */
const waitsSeconds = [2, 4, 8, 16, 30, 30];

/** Until it is valid, or a minute and a half have passed. */
export async function validatePatiently(api: PlatformApi, id: string, { wait, tell }: Patience): Promise<Validation> {
  for (const seconds of waitsSeconds) {
    const validation = await validateIntegration(api, id);
    if (validation.valid) return validation;
    tell(`not valid yet; a new role takes a minute to be known everywhere. Asking again in ${seconds} s`);
    await wait(seconds * 1000);
  }
  return validateIntegration(api, id);
}

const mends: readonly (readonly [RegExp, string])[] = [
  [
    /role cannot be assumed/i,
    'The ARN that Labelbox has, the account and the external ID in the trust policy must be right, and STS be active in us-east-2 (IAM > Account settings). A role younger than a minute may only need time.',
  ],
  [
    /external id configured insecurely/i,
    'Labelbox could assume the role with no external ID, or a wrong one: the trust policy must require sts:ExternalId with StringEquals. `labelwire access apply` writes it.',
  ],
];

/** What to do about what Labelbox says of an integration. */
export const mendFor = (message: string | null | undefined): string =>
  mends.find(([said]) => said.test(message ?? ''))?.[1] ??
  'Look at the integration in Labelbox, and at the other checks here.';
