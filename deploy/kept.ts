import type { Kept, References } from '../cli/kept-resources.ts';

/** Of what outlives the stack: `serverless remove` leaves it, and only a first deployment that fails takes it away again. */
export const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;

export type Resource = {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: { readonly Name?: unknown; readonly QueueName?: unknown };
};
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

/** The resources that outlive the stack under a name of their own, which a later stack would want again. */
export function namedAndKept({ Resources }: Template): Kept[] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, DeletionPolicy, Properties = {} }]): Kept[] => {
    if (DeletionPolicy !== kept.DeletionPolicy) return [];
    if (Type === 'AWS::SQS::Queue') return [{ logicalId, kind: 'queue', name: String(Properties.QueueName) }];
    if (Type === 'AWS::SecretsManager::Secret') return [{ logicalId, kind: 'secret', name: String(Properties.Name) }];
    return [];
  });
}

/**
 * The template without the resources that exist already, outside of the stack; whatever refers to one gets what that one
 * is. CloudFormation itself can take up no secret: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2375
 */
export function withExisting<Whole extends Template>(
  template: Whole,
  existing: ReadonlyMap<string, References>,
): Whole {
  if (existing.size === 0) return template;
  const Resources = Object.entries(template.Resources).filter(([logicalId]) => !existing.has(logicalId));
  return JSON.parse(JSON.stringify({ ...template, Resources: Object.fromEntries(Resources) }), (_key, value: unknown) =>
    referenced(value, existing),
  ) as Whole;
}

function referenced(value: unknown, existing: ReadonlyMap<string, References>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: unknown; 'Fn::GetAtt'?: unknown };
  if (typeof Ref === 'string') return existing.get(Ref)?.Ref ?? value;
  const [logicalId, name] = (Array.isArray(attribute) ? attribute : []) as (string | undefined)[];
  return (logicalId && name && existing.get(logicalId)?.[name]) || value;
}

type Left = { readonly bucket: string | undefined; readonly kept: readonly Kept[]; readonly region: string };

/** What `serverless remove` says at its end: what is left, and how to delete it. */
export function keptText({ bucket, kept: left, region }: Left): string {
  const deletions = left.map(({ kind, name }) => `  ${deletionOf[kind](name, `--region ${region}`)}`);
  return [
    'Your labels, the dead letters and the secrets are kept. The next deployment of this stage uses the queue and the secrets again.',
    ...(deletions.length > 0 ? ['To delete them, which cannot be undone:', ...deletions] : []),
    ...(bucket
      ? [
          `The bucket is ${bucket}: name it as the parameter bucket to go on with it. To delete it, empty it with all its versions (S3 console: Empty), then:`,
          `  aws s3 rb s3://${bucket} --region ${region}`,
        ]
      : []),
  ].join('\n');
}

const deletionOf: Readonly<Record<Kept['kind'], (name: string, region: string) => string>> = {
  queue: (name, region) =>
    `aws sqs delete-queue ${region} --queue-url "$(aws sqs get-queue-url ${region} --queue-name ${name} --query QueueUrl --output text)"`,
  secret: (name, region) =>
    `aws secretsmanager delete-secret ${region} --force-delete-without-recovery --secret-id ${name}`,
};
