import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { localEnvironment, localEnvironmentFile, type Where } from './deployment.ts';

/** Where a deployment's parts are, as the stack's outputs say, or `npm start` wrote down. */
export type Stack = {
  /** `<webhookUrl>/<platform>` takes deliveries. */
  readonly webhookUrl: string;
  readonly bucket: string;
  /** Begins every key; ends in `/`, or is empty. */
  readonly bucketPrefix: string;
  readonly labelEventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly stateMachineArn: string;
  /** Each execution is a run of sync. */
  readonly syncStateMachineArn: string;
  /** How often each connection is compared by itself, e.g. `rate(6 hours)`; or `off`. */
  readonly reconcile: string;
  /** `<secretsPrefix>/<platform>/webhook` and `…/api`. */
  readonly secretsPrefix: string;
};

/** Part → the stack's output, and the variable of `npm start`. */
const names: Readonly<Record<keyof Stack, { readonly output: string; readonly variable: string }>> = {
  webhookUrl: { output: 'WebhookUrl', variable: 'WEBHOOK_URL' },
  bucket: { output: 'BucketName', variable: 'BUCKET' },
  bucketPrefix: { output: 'BucketUri', variable: 'BUCKET_PREFIX' },
  labelEventsQueueUrl: { output: 'LabelEventsQueueUrl', variable: 'LABEL_EVENTS_QUEUE_URL' },
  deadLetterQueueUrl: { output: 'DeadLetterQueueUrl', variable: 'DEAD_LETTER_QUEUE_URL' },
  stateMachineArn: { output: 'StateMachineArn', variable: 'STATE_MACHINE_ARN' },
  syncStateMachineArn: { output: 'SyncStateMachineArn', variable: 'SYNC_STATE_MACHINE_ARN' },
  reconcile: { output: 'Reconcile', variable: 'RECONCILE' },
  secretsPrefix: { output: 'SecretsPrefix', variable: 'SECRETS_PREFIX' },
};

/** Of the local pipeline also sets `process.env`, by which the AWS SDK and the platforms' addresses then are local. */
export async function stackOf(where: Where): Promise<Stack> {
  return where.local ? localStack() : deployedStack(`labelwire-${where.stage}`);
}

function localStack(): Stack {
  const environment = localEnvironment();
  Object.assign(process.env, environment);
  return read(
    ({ variable }) => environment[variable],
    (missing) => `${localEnvironmentFile} does not name ${missing}. Start the local pipeline again: npm start`,
  );
}

async function deployedStack(name: string): Promise<Stack> {
  const outputs = await outputsOf(name);
  return read(
    ({ output }) => (output === 'BucketUri' ? prefixOf(outputs.get(output)) : outputs.get(output)),
    (missing) => `The stack ${name} has no output ${missing}. Deploy this version: npx serverless deploy`,
  );
}

/** The part after `s3://bucket/`. An output of its own could be empty, which CloudFormation does not take. */
const prefixOf = (uri: string | undefined) => uri?.split('/').slice(3).join('/');

function read(
  valueIn: (name: (typeof names)[keyof Stack]) => string | undefined,
  problem: (missing: string) => string,
): Stack {
  const parts = Object.entries(names).map(([part, name]) => {
    const value = valueIn(name);
    if (value === undefined) throw new Error(problem(name.output));
    return [part, value] as const;
  });
  return Object.fromEntries(parts) as Stack;
}

async function outputsOf(name: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: name }));
    return new Map((Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    throw new Error(stackProblem(error as Error, name), { cause: error });
  }
}

function stackProblem({ name: kind, message }: Error, stack: string): string {
  if (kind === 'ValidationError' && message.includes('does not exist')) {
    return `There is no stack ${stack} in this account and region. Name the stage with --stage, the region with AWS_REGION, or use --local.`;
  }
  if (/Credentials|Token|AccessDenied/i.test(kind))
    return `AWS refuses the credentials (${kind}). Set AWS_PROFILE, or use --local.`;
  return `CloudFormation did not describe the stack ${stack}: ${kind}.`;
}
