import {
  everyParameter,
  inCompanyAccount,
  oneOfEach,
  packageService,
  type Template,
} from '../../structure/package-service.ts';

/** The templates that a deployment can come to, by what it chooses. */

export type Templates = Readonly<Record<string, Template>>;

type Variant = { readonly parameters: Readonly<Record<string, string>>; readonly configuration?: string };

const ownDomain = {
  domain: 'hooks.example.org',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
};

const configurationOf = (
  platforms: string,
  routes: readonly string[],
) => `import type { Configuration } from './lib/configuration/configuration.ts';

const configuration: Configuration = {
  platforms: ${platforms},
  routes: [${routes.map((platform) => `{ platform: '${platform}', formats: { canonical: {} } }`)}],
};

export default configuration;
`;

const oneConnection = configurationOf('{ encord: {} }', ['encord']);
const twoConnections = configurationOf("{ encord: {}, 'encord-archive': { platform: 'encord' } }", [
  'encord',
  'encord-archive',
]);

/** With a function URL, which GovCloud does not have. */
const behindFunctionUrl: Readonly<Record<string, Variant>> = {
  default: { parameters: {} },
  'with-everything': { parameters: everyParameter },
  'one-connection-alarms-off': { parameters: { alarms: 'off' }, configuration: oneConnection },
};

const behindApi: Readonly<Record<string, Variant>> = {
  'http-api-reconcile-off': { parameters: { ingress: 'httpApi', reconcile: 'off' } },
  'http-api-own-domain-own-topic-two-connections': {
    parameters: {
      ingress: 'httpApi',
      ...ownDomain,
      alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:on-call',
    },
    configuration: twoConnections,
  },
  'rest-api-traces': { parameters: { ingress: 'restApi', tracing: 'true' } },
  'company-account': { parameters: inCompanyAccount },
  'rest-api-own-domain-kms-delegated-access': {
    parameters: {
      ingress: 'restApi',
      ...ownDomain,
      bucketPrefix: everyParameter.bucketPrefix,
      kmsKeyArn: everyParameter.kmsKeyArn,
      webhookReservedConcurrency: '20',
      delegatedAccessPlatformAccount: '444455556666',
      delegatedAccessExternalId: 'an-external-id',
      delegatedAccessBuckets: 'STACK,images-of-ours',
    },
  },
};

const commercialRegions = ['us-east-1', 'eu-central-1', 'ap-southeast-2'] as const;

export type RegionalTemplates = { readonly regions: readonly string[]; readonly templates: Templates };

/** Each variant packaged once, with the regions that it can be deployed to; GovCloud stands for the other partitions. */
export const templateVariants = (): readonly RegionalTemplates[] => [
  { regions: commercialRegions, templates: packaged(behindFunctionUrl) },
  { regions: [...commercialRegions, 'us-gov-west-1'], templates: packaged(behindApi) },
];

const packaged = (variants: Readonly<Record<string, Variant>>): Templates =>
  Object.fromEntries(
    Object.entries(variants).map(([name, { parameters, configuration = oneOfEach }]) => [
      name,
      packageService(parameters, configuration).template,
    ]),
  );

/** Those that have a resource unlike any of the templates before: of another type, or with other properties. */
export function withNewResources(templates: Templates): Templates {
  const known = new Set<string>();
  return Object.fromEntries(
    Object.entries(templates).filter(([, { Resources }]) => {
      const added = Object.values(Resources)
        .map(shapeOf)
        .filter((shape) => !known.has(shape));
      for (const shape of added) known.add(shape);
      return added.length > 0;
    }),
  );
}

const shapeOf = ({ Type, Properties }: Template['Resources'][string]) =>
  `${Type} ${[...new Set(pathsIn(Properties))].sort()}`;

/** `Bucket.Rules.Id`: the names of properties, without the values and however often they come. */
const pathsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [''];
  if (Array.isArray(value)) return value.flatMap(pathsIn);
  return Object.entries(value).flatMap(([name, inner]) => pathsIn(inner).map((path) => `${name}.${path}`));
};
