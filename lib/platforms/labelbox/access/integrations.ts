import * as z from 'zod/mini';
import type { Integration, Integrations } from '../../access.ts';
import type { PlatformApi } from '../../platform.ts';
import { ask } from './ask.ts';
import { type Check, validationOf } from './validation.ts';

// https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/iam_integration.py
const Answered = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  isOrgDefault: z.nullish(z.boolean()),
  settings: z.nullish(z.object({ roleArn: z.nullish(z.string()) })),
});

const fields = `id name createdAt updatedAt provider valid lastValidAt isOrgDefault
  settings { __typename ... on AwsIamIntegrationSettings { roleArn } ... on GcpIamIntegrationSettings { serviceAccountEmailId readBucket } }`;

export const listIntegrations = {
  name: 'getAllIntegrationsPyApi',
  query: `query getAllIntegrationsPyApi { iamIntegrations { ${fields} } }`,
  Data: z.object({ iamIntegrations: z.array(Answered) }),
};
const createIntegration = {
  name: 'CreateAwsIamIntegrationPyApi',
  query: `mutation CreateAwsIamIntegrationPyApi($data: AwsIamIntegrationCreateInput!) { createAwsIamIntegration(data: $data) {
    id name createdAt updatedAt provider valid lastValidAt isOrgDefault
    settings { __typename ... on AwsIamIntegrationSettings { roleArn readBucket } } } }`,
  Data: z.object({ createAwsIamIntegration: Answered }),
};
const updateIntegration = {
  name: 'UpdateAwsIamIntegrationPyApi',
  query:
    'mutation UpdateAwsIamIntegrationPyApi($data: AwsIamIntegrationUpdateInput!, $where: WhereUniqueIdInput!) { updateAwsIamIntegration(data: $data, where: $where) { id } }',
  Data: z.object({ updateAwsIamIntegration: z.object({ id: z.string() }) }),
};
const validateIntegration = {
  name: 'ValidateIamIntegrationPyApi',
  query:
    'mutation ValidateIamIntegrationPyApi($where: WhereUniqueIdInput!) { validateIamIntegration(where: $where) { valid checks { name success message } } }',
  Data: z.object({
    validateIamIntegration: z.object({
      valid: z.boolean(),
      checks: z.array(z.object({ name: z.string(), success: z.boolean(), message: z.nullish(z.string()) })),
    }),
  }),
};

const integrationOf = ({ id, name, settings }: z.infer<typeof Answered>): Integration => ({
  id,
  name,
  roleArn: settings?.roleArn ?? '',
});

/** The workspace's integrations with AWS. */
export const integrations: Integrations = {
  async list(api: PlatformApi) {
    const { iamIntegrations } = await ask(api, listIntegrations);
    return iamIntegrations.filter(({ provider }) => provider.toUpperCase() === 'AWS').map(integrationOf);
  },
  async create(data, api) {
    return integrationOf((await ask(api, createIntegration, { data })).createAwsIamIntegration);
  },
  async update(id, data, api) {
    await ask(api, updateIntegration, { data, where: { id } });
  },
  async validate(id, api) {
    const { validateIamIntegration } = await ask(api, validateIntegration, { where: { id } });
    return validationOf(validateIamIntegration, 'integration', advise);
  },
};

const fixes: readonly (readonly [message: RegExp, fix: string])[] = [
  [
    /role cannot be assumed/i,
    'The ARN that Labelbox has, and the account and the external ID in the trust policy must be right, and STS must be active in us-east-2 (IAM > Account settings). A role younger than a minute may only need time.',
  ],
  [
    /external id configured insecurely/i,
    'Labelbox could assume the role with no external ID, or with a wrong one: the trust policy must require sts:ExternalId with StringEquals. `labelwire access apply` writes it.',
  ],
];

const advise = (check?: Check) => ({
  message: check ? (check.message ?? 'wrong, without a reason') : 'is not valid',
  fix:
    fixes.find(([known]) => known.test(check?.message ?? ''))?.[1] ??
    'Look at the integration in Labelbox, and at the other checks here.',
});
