import type { Deployed } from './check.ts';

/** What the functions need besides the stack's own parts, as far as it could be found. */
export type OutsideStack = {
  readonly webhookSecrets: readonly Secret[];
  readonly apiSecrets: readonly Secret[];
  /** The user's key that encrypts the bucket; undefined where S3 uses a key of AWS. */
  readonly keyArn: string | undefined;
  /** URL of a queue → the user's key that encrypts it; nothing where SQS uses a key of its own. */
  readonly queueKeyArns: ReadonlyMap<string, string>;
};

/** `keyArn`: the user's key that encrypts it; undefined where it is a key of AWS. */
export type Secret = { readonly arn: string; readonly keyArn: string | undefined };

/** `context`: what is known of a call besides, which conditions of a policy ask for. */
export type Right = {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
};

/** One right of each kind that a function needs, on the part of the stack that it is about. By function. */
export function functionRights(
  { stack, region }: Deployed,
  { webhookSecrets, apiSecrets, keyArn, queueKeyArns }: OutsideStack,
): Readonly<Record<string, readonly Right[]>> {
  const [, partition = 'aws', , , account = ''] = stack.stateMachineArn.split(':');
  const { bucket, bucketPrefix, stateMachineArn } = stack;
  const objects = (action: string, tree: string): Right => ({
    action,
    resource: `arn:${partition}:s3:::${bucket}/${bucketPrefix}${tree}/*`,
  });
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const useKeyBy = (service: string, resource: string | undefined, actions: readonly string[]): Right[] =>
    resource === undefined
      ? []
      : actions.map((action) => ({
          action,
          resource,
          context: { 'kms:ViaService': `${service}.${region}.${domain}` },
        }));
  const send = (queueUrl: string): readonly Right[] => [
    { action: 'sqs:SendMessage', resource: `arn:${partition}:sqs:${region}:${account}:${queueUrl.split('/').at(-1)}` },
    ...useKeyBy('sqs', queueKeyArns.get(queueUrl), ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
  const readSecrets = (secrets: readonly Secret[]): Right[] => [
    ...secrets.map(({ arn }) => ({ action: 'secretsmanager:GetSecretValue', resource: arn })),
    ...[...new Set(secrets.map((secret) => secret.keyArn))].flatMap((key) =>
      useKeyBy('secretsmanager', key, ['kms:Decrypt']),
    ),
  ];
  const useKey: Right[] = keyArn
    ? ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ action, resource: keyArn }))
    : [];
  const startExecutions: Right = { action: 'states:StartExecution', resource: stateMachineArn };
  const sendEvent = send(stack.labelEventsQueueUrl);
  const sendDeadLetter = send(stack.deadLetterQueueUrl);
  const rescue = [objects('s3:PutObject', 'rescued'), ...sendEvent, ...sendDeadLetter, ...useKey];
  return {
    receiveWebhook: [...sendEvent, ...readSecrets(webhookSecrets)],
    startExport: [startExecutions, ...sendDeadLetter, objects('s3:PutObject', 'records'), ...useKey],
    fetchLabels: [
      objects('s3:GetObject', 'records'),
      objects('s3:PutObject', 'staging'),
      ...sendEvent,
      ...readSecrets(apiSecrets),
      ...useKey,
    ],
    transformLabel: [objects('s3:GetObject', 'staging'), ...useKey],
    writeExport: [objects('s3:PutObject', 'records'), objects('s3:DeleteObject', 'exports'), ...sendEvent, ...useKey],
    syncLabels: [objects('s3:PutObject', 'sync'), startExecutions, ...readSecrets(apiSecrets), ...useKey],
    planRelease: [objects('s3:GetObject', 'releases'), objects('s3:PutObject', 'releases'), ...useKey],
    surveyBatch: [objects('s3:GetObject', 'labels'), objects('s3:PutObject', 'releases'), ...useKey],
    settleRelease: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'staging'), ...useKey],
    writeBatch: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    assembleFile: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    finishRelease: [objects('s3:GetObject', 'staging'), objects('s3:PutObject', 'releases'), ...useKey],
    rescueExecution: rescue,
    sweepExecutions: [...rescue, { action: 'states:ListExecutions', resource: stateMachineArn }],
  };
}

/** `bus`: name or ARN, as a function that announces labels has it in NOTIFY_BUS; empty where it announces none. */
export function announcementRights({ stack, region }: Deployed, bus = ''): readonly Right[] {
  if (bus === '') return [];
  const [, partition = 'aws', , , account = ''] = stack.stateMachineArn.split(':');
  const resource = bus.startsWith('arn:') ? bus : `arn:${partition}:events:${region}:${account}:event-bus/${bus}`;
  return [{ action: 'events:PutEvents', resource, context: { 'events:source': 'labelwire' } }];
}
