import type { BucketTerms } from '../lib/store/bucket-terms.ts';
import { chosenRegion } from './aws-choice.ts';
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
  /** Each execution is the build of a release; undefined where a version deployed it that had none. */
  readonly releaseStateMachineArn?: string | undefined;
  /** Undefined where the deployment has no alarms. */
  readonly alarmTopicArn?: string | undefined;
  /** Undefined on this machine, whose bucket demands nothing. */
  readonly bucketTerms?: BucketTerms;
  /** Undefined where a version deployed it that did not say so. */
  readonly version?: string | undefined;
};

type Parts = Omit<Stack, 'releaseStateMachineArn' | 'alarmTopicArn' | 'bucketTerms' | 'version'>;

/** Part → the stack's output, and the variable of `npm start`. */
const names: Readonly<Record<keyof Parts, { readonly output: string; readonly variable: string }>> = {
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

/** The parts under the names that `npm start` gives them. */
export const variablesOf = (stack: Parts): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([part, { variable }]) => [variable, stack[part as keyof Parts]]));

/** Of the local pipeline also sets `process.env`, by which the AWS SDK and the platforms' addresses then are local. */
export async function stackOf(where: Where): Promise<Stack> {
  return where.local ? localStack() : deployedStack(`labelwire-${where.stage}`);
}

function localStack(): Stack {
  const environment = localEnvironment();
  Object.assign(process.env, environment);
  const parts = read(
    ({ variable }) => environment[variable],
    (missing) => `${localEnvironmentFile} does not name ${missing}. Start the local pipeline again: npm start`,
  );
  return { ...parts, releaseStateMachineArn: environment.RELEASE_STATE_MACHINE_ARN };
}

async function deployedStack(name: string): Promise<Stack> {
  const { outputs } = await describedStack(name);
  const parts = read(
    ({ output }) => (output === 'BucketUri' ? prefixOf(outputs.get(output)) : outputs.get(output)),
    (missing) => `The stack ${name} has no output ${missing}. Deploy this version: npx serverless deploy`,
  );
  return {
    ...parts,
    releaseStateMachineArn: outputs.get('ReleaseStateMachineArn'),
    alarmTopicArn: outputs.get('AlarmTopicArn'),
    bucketTerms: {
      encryption: outputs.get('BucketEncryption'),
      kmsKeyArn: outputs.get('BucketKmsKeyArn'),
      owner: outputs.get('BucketOwner'),
    },
    version: outputs.get('Version'),
  };
}

/** The part after `s3://bucket/`. An output of its own could be empty, which CloudFormation does not take. */
const prefixOf = (uri: string | undefined) => uri?.split('/').slice(3).join('/');

function read(
  valueIn: (name: (typeof names)[keyof Parts]) => string | undefined,
  problem: (missing: string) => string,
): Parts {
  const parts = Object.entries(names).map(([part, name]) => {
    const value = valueIn(name);
    if (value === undefined) throw new Error(problem(name.output));
    return [part, value] as const;
  });
  return Object.fromEntries(parts) as Parts;
}

/** What CloudFormation has of a stack: output → value, and tag → value. */
export type DescribedStack = {
  readonly outputs: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
};

/** Throws where there is no such stack, with what to do. */
export async function describedStack(name: string): Promise<DescribedStack> {
  chosenRegion();
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks = [] } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: name }));
    const { Outputs = [], Tags = [] } = Stacks[0] ?? {};
    return {
      outputs: new Map(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
      tags: new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    };
  } catch (error) {
    throw new Error(stackProblem(error as Error, name), { cause: error });
  }
}

function stackProblem({ name: kind, message }: Error, stack: string): string {
  if (kind === 'ValidationError' && message.includes('does not exist')) {
    return `There is no stack ${stack} in this account in ${chosenRegion()}. Name the stage with --stage, the region with --region, or use --local.`;
  }
  if (/Credentials|Token|AccessDenied/i.test(kind))
    return `AWS refuses the credentials (${kind}). Add --profile <name>, or use --local.`;
  return `CloudFormation did not describe the stack ${stack}: ${kind}: ${message}`;
}
