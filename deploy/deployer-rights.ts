import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allow, type Place, partsOf, type Statement } from '../cli/rights/place.ts';
import { resourceRights } from './resource-rights.ts';

/**
 * What CloudFormation does with a type of resource in the name of whoever deploys, by the schema of the type (`handlers`). Made by
 * `npm run policies`: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
 */
export const handlerPermissionsFile = join(import.meta.dirname, 'handler-permissions.json');
export const handlerPermissions = (
  JSON.parse(readFileSync(handlerPermissionsFile, 'utf8')) as {
    readonly types: Readonly<Record<string, readonly string[]>>;
  }
).types;

/** In a statement of their own, whatever type needs them. */
const passRole = 'iam:PassRole';
const ofNoResource = [
  ...['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
  'logs:DescribeLogGroups',
];

/** Of the template's own properties of a type, on the stack's own resources. */
export function actionsOn(type: string): readonly string[] {
  const { unset = {}, elsewhere = {} } = resourceRights[type] ?? {};
  const spared = new Set([...Object.values(unset).flat(), ...Object.keys(elsewhere), passRole, ...ofNoResource]);
  return (handlerPermissions[type] ?? []).filter((action) => !spared.has(action));
}

/** What `serverless` itself calls, to deploy, to look and to remove. */
export function serverlessRights(place: Place): readonly Statement[] {
  const parts = partsOf(place);
  const bucket = `arn:${place.partition}:s3:::${parts.name}-serverlessdeploymentbucket-*`;
  return [
    allow(
      'Stack',
      [
        ...['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'DeleteStack'],
        ...['DescribeStacks', 'DescribeStackEvents', 'DescribeStackResource', 'ListStackResources', 'TagResource'],
      ].map((name) => `cloudformation:${name}`),
      parts.stack,
    ),
    allow('Template', ['cloudformation:ValidateTemplate'], '*'),
    allow('Code', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], `${bucket}/*`),
    allow('CodeBucket', ['s3:ListBucket'], bucket),
    allow('CodeOfFunctions', ['lambda:GetFunction'], parts.functions),
    allow('KeptQueues', ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], [parts.labelEvents, parts.deadLetters]),
    allow('KeptSecrets', ['secretsmanager:DescribeSecret'], parts.secrets),
    allow('NoImages', ['ecr:DescribeRepositories'], parts.arn('ecr', `repository/serverless-labelwire-${place.stage}`)),
  ];
}

/** All that whoever deploys and removes a stack needs: what `serverless` calls, and what CloudFormation does for it. */
export function deployerRights(place: Place): readonly Statement[] {
  const parts = partsOf(place);
  const made = Object.entries(resourceRights).map(([type, { on }]) =>
    allow(type.replace(/^AWS|::/g, ''), actionsOn(type), on(parts)),
  );
  const services = ['lambda', 'states', 'scheduler', 'events'].map((name) => `${name}.amazonaws.com`);
  return [
    ...serverlessRights(place),
    ...made,
    allow('PassRoles', [passRole], parts.roles, { StringEquals: { 'iam:PassedToService': services } }),
    allow(
      'TagMappings',
      ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'],
      parts.arn('lambda', 'event-source-mapping:*'),
    ),
    allow('ReadNetworkAndLogs', ofNoResource, '*'),
  ];
}
