import type { Deployed } from './check.ts';

/** What the functions need besides the stack's own parts, as far as it could be found. */
export type OutsideStack = {
  readonly webhookSecretArns: readonly string[];
  readonly apiSecretArns: readonly string[];
  /** The user's key that encrypts the bucket; undefined where S3 uses a key of AWS. */
  readonly keyArn: string | undefined;
};

export type Right = { readonly action: string; readonly resource: string };

/** One right of each kind that a function needs, on the part of the stack that it is about. By function. */
export function functionRights(
  { stack, region }: Deployed,
  { webhookSecretArns, apiSecretArns, keyArn }: OutsideStack,
): Readonly<Record<string, readonly Right[]>> {
  const [, partition = 'aws', , , account = ''] = stack.stateMachineArn.split(':');
  const { bucket, bucketPrefix, stateMachineArn } = stack;
  const objects = (action: string, tree: string): Right => ({
    action,
    resource: `arn:${partition}:s3:::${bucket}/${bucketPrefix}${tree}/*`,
  });
  const send = (queueUrl: string): Right => ({
    action: 'sqs:SendMessage',
    resource: `arn:${partition}:sqs:${region}:${account}:${queueUrl.split('/').at(-1)}`,
  });
  const readSecrets = (arns: readonly string[]): Right[] =>
    arns.map((resource) => ({ action: 'secretsmanager:GetSecretValue', resource }));
  const useKey: Right[] = keyArn
    ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource: keyArn }))
    : [];
  const startExecutions: Right = { action: 'states:StartExecution', resource: stateMachineArn };
  const sendEvent = send(stack.labelEventsQueueUrl);
  const sendDeadLetter = send(stack.deadLetterQueueUrl);
  const rescue = [objects('s3:PutObject', 'rescued'), sendEvent, sendDeadLetter, ...useKey];
  return {
    receiveWebhook: [sendEvent, ...readSecrets(webhookSecretArns)],
    startExport: [startExecutions, sendDeadLetter, objects('s3:PutObject', 'records'), ...useKey],
    fetchLabels: [
      objects('s3:GetObject', 'records'),
      objects('s3:PutObject', 'staging'),
      sendEvent,
      ...readSecrets(apiSecretArns),
      ...useKey,
    ],
    transformLabel: [objects('s3:GetObject', 'staging'), ...useKey],
    writeExport: [objects('s3:PutObject', 'records'), objects('s3:DeleteObject', 'exports'), sendEvent, ...useKey],
    syncLabels: [objects('s3:PutObject', 'sync'), startExecutions, ...readSecrets(apiSecretArns), ...useKey],
    planRelease: [objects('s3:GetObject', 'labels'), objects('s3:PutObject', 'releases'), ...useKey],
    surveyBatch: [objects('s3:GetObject', 'labels'), objects('s3:PutObject', 'releases'), ...useKey],
    settleRelease: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'staging'), ...useKey],
    writeBatch: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    assembleFile: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    finishRelease: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    rescueExecution: rescue,
    sweepExecutions: [...rescue, { action: 'states:ListExecutions', resource: stateMachineArn }],
  };
}
