import { bucketOutputs, bucketVariables } from './bucket-terms.ts';
import { encryptionOf, keyStatements, keysWithoutUse } from './kms-keys.ts';
import { callsPlatforms, networkOf, networkStatements } from './network.ts';
import { Explained, type Parameters, parameters, type Variables } from './parameters.ts';
import { type Role, withStatements } from './role.ts';
import { type Tags, tagsIn, tagsOf } from './tags.ts';

const names = [
  'permissionsBoundaryArn',
  'rolePath',
  'tags',
  'secretsKmsKeyArn',
  'queuesKmsKeyArn',
  'topicKmsKeyArn',
  'logsKmsKeyArn',
  'vpcSubnets',
  'vpcSecurityGroups',
  'kmsKeyArn',
  'bucketEncryption',
  'bucketOwner',
] as const satisfies readonly (keyof Parameters)[];

/** What the account that a stack is deployed to demands of all that the stack makes. */
export type AccountDemands = Pick<Parameters, (typeof names)[number]>;

export async function accountDemands(variables: Variables): Promise<AccountDemands> {
  const given = await parameters(variables);
  check(given);
  return Object.fromEntries(names.map((name) => [name, given[name]])) as AccountDemands;
}

function check({ vpcSubnets, vpcSecurityGroups, bucketEncryption, kmsKeyArn, tags }: Parameters): void {
  if (Boolean(vpcSubnets) !== Boolean(vpcSecurityGroups)) {
    throw new Explained(
      `Fix the parameters of this stage: ${vpcSubnets ? 'vpcSecurityGroups' : 'vpcSubnets'} is missing; the two go together.`,
    );
  }
  if (bucketEncryption === 'AES256' && kmsKeyArn) {
    throw new Explained(
      'Fix the parameters of this stage: bucketEncryption must be aws:kms or empty where kmsKeyArn is the key of the bucket, but is AES256.',
    );
  }
  tagsIn(tags);
}

type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, object>>;
};

/** The template as the account wants it: a pass over all resources, whoever adds them, by their types. */
export function inAccount<Whole extends Template>(template: Whole, demands: AccountDemands): Whole {
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const [unused] = keysWithoutUse(types, demands);
  if (unused) {
    throw new Explained(
      `Fix the parameters of this stage: ${unused} must be empty, since the stack makes nothing that it would encrypt.`,
    );
  }
  const tags = tagsIn(demands.tags);
  const functionOf = functionsByRole(template);
  const Resources = Object.entries(template.Resources).map(([logicalId, resource]) => [
    logicalId,
    withProperties(isRole(resource) ? limited(resource, functionOf.get(logicalId), demands) : resource, demands, tags),
  ]);
  const Outputs = { ...roleArns(template), ...template.Outputs, ...bucketOutputs(demands), ...roleOutputs(demands) };
  return { ...template, Resources: Object.fromEntries(Resources), Outputs };
}

const isRole = (resource: Resource): resource is Resource & Role => resource.Type === 'AWS::IAM::Role';

function withProperties(resource: Resource, demands: AccountDemands, tags: Tags): Resource {
  const { Type, Properties = {} } = resource;
  const added = { ...encryptionOf(Type, demands), ...tagsOf(Type, tags) };
  if (Object.keys(added).length === 0) return resource;
  const { SqsManagedSseEnabled, ...others } = Properties; // SQS takes one of the two
  return { ...resource, Properties: { ...('KmsMasterKeyId' in added ? others : Properties), ...added } };
}

/** A role within its boundary, with what the keys and the network need of it. */
function limited(role: Role, functionName: string | undefined, demands: AccountDemands): Role {
  const { permissionsBoundaryArn, rolePath } = demands;
  const added = [
    ...keyStatements(role, demands),
    ...(functionName === undefined ? [] : networkStatements(role, functionName, demands)),
  ];
  const { Properties, ...rest } = withStatements(role, added);
  return {
    ...rest,
    Properties: {
      ...Properties,
      ...(rolePath ? { Path: rolePath } : {}),
      ...(permissionsBoundaryArn ? { PermissionsBoundary: permissionsBoundaryArn } : {}),
    },
  };
}

/** Logical id of a role → name of its function. */
function functionsByRole({ Resources }: Template): ReadonlyMap<string, string> {
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  return new Map(
    functions.map(({ Properties = {} }) => {
      const { 'Fn::GetAtt': [role] = [] } = Properties.Role as { 'Fn::GetAtt'?: string[] };
      return [String(role), String(Properties.FunctionName)];
    }),
  );
}

/** For a role that the command line makes in the same account. An output cannot be empty. */
const roleOutputs = ({ rolePath, permissionsBoundaryArn }: AccountDemands) => ({
  ...(rolePath ? { RolePath: { Value: rolePath } } : {}),
  ...(permissionsBoundaryArn ? { PermissionsBoundaryArn: { Value: permissionsBoundaryArn } } : {}),
});

/** Their names are CloudFormation's, and the policies of your own bucket and keys may have to name them. */
const roleArns = ({ Resources }: Template) =>
  Object.fromEntries(
    Object.entries(Resources)
      .filter(([, resource]) => isRole(resource))
      .map(([logicalId]) => [`${logicalId}Arn`, { Value: { 'Fn::GetAtt': [logicalId, 'Arn'] } }]),
  );

/** A function as serverless.yml has it. */
type Function = { readonly role?: string; environment?: Record<string, unknown>; vpc?: ReturnType<typeof networkOf> };

/** Before anything is packaged, so that `serverless deploy function` deploys it alike. */
export function setFunctions(
  functions: Readonly<Record<string, Function>>,
  { Resources }: Template,
  demands: AccountDemands,
): void {
  const network = networkOf(demands);
  for (const each of Object.values(functions)) {
    if (each.environment?.BUCKET) each.environment = { ...each.environment, ...bucketVariables(demands) };
    const role = Resources[each.role ?? ''];
    if (network && role && isRole(role) && callsPlatforms(role)) each.vpc = network;
  }
}
