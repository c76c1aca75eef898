import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';

/** A resource that outlives its stack, under a name of its own. */
export type Kept = { readonly logicalId: string; readonly kind: 'queue' | 'secret'; readonly name: string };

/** What a template gets in the place of a reference to a resource: its `Ref`, and its attributes. */
export type References = Readonly<Record<string, string>>;

/** How an AWS client of `serverless` finds its account. */
export type ClientConfig = Pick<CloudFormationClientConfig, 'region' | 'credentials'>;

/** Logical id → physical id of what a stack has now; empty where there is no such stack. */
export async function resourcesOf(stack: string, config: ClientConfig): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  try {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client: new CloudFormationClient(config) },
      { StackName: stack },
    )) {
      for (const { LogicalResourceId = '', PhysicalResourceId = '', ResourceStatus = '' } of StackResourceSummaries) {
        if (!/^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus)) found.set(LogicalResourceId, PhysicalResourceId);
      }
    }
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ValidationError' || !message.includes('does not exist')) throw error;
  }
  return found;
}

/** Those that exist, by logical id. */
export async function existingOf(
  wanted: readonly Kept[],
  config: ClientConfig,
): Promise<ReadonlyMap<string, References>> {
  const sqs = new SQSClient(config);
  const secrets = new SecretsManagerClient(config);
  const found = await Promise.all(
    wanted.map(async ({ logicalId, kind, name }) => {
      const references = await (kind === 'queue' ? existingQueue(sqs, name) : existingSecret(secrets, name));
      return references ? [[logicalId, references] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function existingQueue(sqs: SQSClient, name: string): Promise<References | undefined> {
  try {
    const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    return { Ref: QueueUrl, QueueUrl, QueueName: name, Arn: Attributes.QueueArn ?? '' };
  } catch (error) {
    if (/QueueDoesNotExist|NonExistentQueue/.test((error as Error).name)) return undefined;
    throw error;
  }
}

async function existingSecret(secrets: SecretsManagerClient, name: string): Promise<References | undefined> {
  try {
    const { ARN = '', DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return DeletedDate ? undefined : { Ref: ARN, Id: ARN }; // CloudFormation says what is wrong with one that waits for its deletion
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
