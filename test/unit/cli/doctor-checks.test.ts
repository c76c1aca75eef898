import { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { acceptedCheck, subscriberCheck } from '../../../cli/doctor/alert-checks.ts';
import { bucketSettingChecks } from '../../../cli/doctor/bucket-setting-checks.ts';
import type { Check, Deployed } from '../../../cli/doctor/check.ts';
import { lambdaChecks } from '../../../cli/doctor/lambda-checks.ts';
import { lostExecutionsCheck } from '../../../cli/doctor/lost-executions-check.ts';
import { outsideStackOf } from '../../../cli/doctor/outside-stack.ts';
import { rightsCheck } from '../../../cli/doctor/rights-check.ts';
import { connectionsOf } from '../../../lib/configuration/connections.ts';
import { keys } from '../../../lib/contracts/keys.ts';
import { version } from '../../../lib/runtime/version.ts';
import { MemoryStore } from '../../../local/memory-store.ts';

const region = 'eu-central-1';
const queue = `https://sqs.${region}.amazonaws.com/111122223333/labelwire-prod-label-events`;
const topic = `arn:aws:sns:${region}:111122223333:labelwire-prod-alarms`;
const deployed: Deployed = {
  name: 'labelwire-prod',
  stage: 'prod',
  region,
  at: ` --stage prod --region ${region}`,
  awsAt: ` --region ${region}`,
  serverlessAt: ` --stage prod --region ${region}`,
  stack: {
    webhookUrl: 'https://hooks.example.org/webhooks',
    bucket: 'labels',
    bucketPrefix: 'team-a/',
    labelEventsQueueUrl: queue,
    deadLetterQueueUrl: `${queue}-dlq`,
    stateMachineArn: `arn:aws:states:${region}:111122223333:stateMachine:labelwire-prod-export-labels`,
    syncStateMachineArn: `arn:aws:states:${region}:111122223333:stateMachine:labelwire-prod-sync-connection`,
    reconcile: 'rate(6 hours)',
    secretsPrefix: 'labelwire/prod',
    alarmTopicArn: topic,
    version,
  },
};

/** An AWS that gives one answer to each kind of request, and notes what it was asked. */
function anAws(answers: Readonly<Record<string, unknown>>) {
  const asked: object[] = [];
  const send = async (command: { input: object; constructor: { name: string } }) => {
    asked.push(command.input);
    const answer = answers[command.constructor.name];
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  return { asked, client: { send } as never };
}
const named = (checks: readonly Check[], name: string): Check => {
  const check = checks.find((candidate) => candidate.name === name);
  if (!check) throw new Error(`There is no check ${name}.`);
  return check;
};
const failure = (name: string) => Object.assign(new Error(name), { name });

describe('the receivers of the alarms', () => {
  const look = (Subscriptions: object[], given = deployed) =>
    subscriberCheck(given, anAws({ ListSubscriptionsByTopicCommand: { Subscriptions } }).client).look();

  it('are right when one is confirmed', async () => {
    expect(await look([{ SubscriptionArn: `${topic}:1` }])).toBe('1 subscribed');
  });

  it('fail when nobody is subscribed, with the command to subscribe', async () => {
    await expect(look([])).rejects.toThrow(
      `aws sns subscribe --topic-arn ${topic} --protocol email --notification-endpoint <address> --region ${region}`,
    );
  });

  it('fail when the only one has not confirmed', async () => {
    const pending = { SubscriptionArn: 'PendingConfirmation', Endpoint: 'operator@example.org', Protocol: 'email' };

    await expect(look([pending])).rejects.toThrow(/^operator@example.org has not confirmed yet.*aws sns subscribe/);
  });

  it('may be missing where alarms are off', async () => {
    const { alarmTopicArn: _none, ...stack } = deployed.stack;

    expect(await look([], { ...deployed, stack })).toMatch(/^no alarms/);
  });
});

describe('the last webhook of a connection', () => {
  const now = new Date('2026-05-04T12:00:00Z');
  const look = (...times: string[]) => {
    const Datapoints = times.map((time) => ({ Timestamp: new Date(time), Sum: 1 }));
    return acceptedCheck(
      'labelbox',
      deployed,
      anAws({ GetMetricStatisticsCommand: { Datapoints } }).client,
      now,
    ).look();
  };

  it('is as old as the newest that was counted', async () => {
    expect(await look('2026-05-01T12:00:00Z', '2026-05-04T09:00:00Z')).toBe('accepted 3 hours ago');
  });

  it('fails when there was none, with the command to connect', async () => {
    await expect(look()).rejects.toThrow(`npx labelwire connect labelbox --stage prod --region ${region}`);
  });
});

describe('Lambda', () => {
  const look = (name: string, answers: Readonly<Record<string, unknown>>, given = deployed) =>
    named(lambdaChecks(given, anAws(answers).client), name).look();
  const quota = (ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions) => ({
    GetAccountSettingsCommand: { AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions } },
  });

  it('has room from a hundred unreserved executions on, and else it is said how to ask for more', async () => {
    expect(await look('concurrency of Lambda', quota(1000, 900))).toBe('900 of 1000 are not reserved');
    await expect(look('concurrency of Lambda', quota(10))).rejects.toThrow(
      /it should be 100 at least.*request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region eu-central-1$/,
    );
  });

  it('takes events up only while the event source is enabled', async () => {
    const source = (State: string) => ({
      ListEventSourceMappingsCommand: { EventSourceMappings: [{ State, UUID: 'mapping-1' }] },
    });

    expect(await look('label-events are taken up', source('Enabled'))).toBe('event source enabled');
    await expect(look('label-events are taken up', source('Disabled'))).rejects.toThrow(
      `aws lambda update-event-source-mapping --uuid mapping-1 --enabled --region ${region}`,
    );
    await expect(look('label-events are taken up', {})).rejects.toThrow(
      `npx serverless deploy --stage prod --region ${region}`,
    );
  });

  it('runs the version of this folder', async () => {
    const older = { ...deployed, stack: { ...deployed.stack, version: '0.0.9' } };

    expect(await look('version', {})).toBe(`${version}, deployed and here`);
    await expect(look('version', {}, older)).rejects.toThrow(/^0.0.9 is deployed.*npx serverless deploy --stage prod/);
  });
});

describe('the rights of the functions', () => {
  const Role = 'arn:aws:iam::111122223333:role/some';
  const key = `arn:aws:kms:${region}:111122223333:key/1`;
  const keyOfSecrets = `arn:aws:kms:${region}:111122223333:key/2`;
  const keyOfQueue = `arn:aws:kms:${region}:111122223333:key/3`;
  const outside = {
    webhookSecrets: [{ arn: 'secret-of-webhook', keyArn: undefined }],
    apiSecrets: [{ arn: 'secret-of-api', keyArn: keyOfSecrets }],
    keyArn: key,
    queueKeyArns: new Map([[queue, keyOfQueue]]),
  };
  const simulated = (answer: unknown, NOTIFY_BUS = '') => {
    const iam = anAws({ SimulatePrincipalPolicyCommand: answer });
    const lambda = anAws({ GetFunctionConfigurationCommand: { Role, Environment: { Variables: { NOTIFY_BUS } } } });
    const check = rightsCheck(deployed, { iam: iam.client, lambda: lambda.client }, async () => outside);
    return { asked: iam.asked, look: () => check.look() };
  };
  const look = (answer: unknown) => simulated(answer).look();
  const decision = (EvalDecision: string) => ({ EvaluationResults: [{ EvalDecision }] });

  it('are simulated, and each that is missing is named with the command that grants it', async () => {
    expect(await look(decision('allowed'))).toBe('as deploy/roles.ts gives them');
    await expect(look(decision('implicitDeny'))).rejects.toThrow(
      /receiveWebhook: sqs:SendMessage on arn:aws:sqs:eu-central-1:111122223333:labelwire-prod-label-events \(implicitDeny\).*Grant it \(and delete this policy before you remove the stack\): aws iam put-role-policy --role-name some --policy-name labelwire-doctor --policy-document '\{.*\}' --region eu-central-1$/,
    );
  });

  it('include those on secrets and on the key of the bucket', async () => {
    const denied = await look(decision('implicitDeny')).catch((error: Error) => error.message);

    expect(denied).toContain('receiveWebhook: secretsmanager:GetSecretValue on secret-of-webhook');
    expect(denied).toContain('fetchLabels: secretsmanager:GetSecretValue on secret-of-api');
    expect(denied).toContain(`writeExport: kms:GenerateDataKey on ${key}`);
  });

  it('on keys of secrets and queues are asked for by the service that encrypts, and granted only so', async () => {
    const denied = await look(decision('implicitDeny')).catch((error: Error) => error.message);

    expect(denied).toContain(`fetchLabels: kms:Decrypt on ${keyOfSecrets}`);
    expect(denied).toContain(`receiveWebhook: kms:GenerateDataKey on ${keyOfQueue}`);
    expect(denied).not.toContain(`receiveWebhook: kms:Decrypt on ${keyOfSecrets}`);
    expect(denied).toContain(
      `"Resource":"${keyOfQueue}","Condition":{"StringEquals":{"kms:ViaService":"sqs.${region}.amazonaws.com"}}`,
    );
  });

  it.each([
    ['labels', `arn:aws:events:${region}:111122223333:event-bus/labels`],
    [
      'arn:aws:events:eu-west-1:444455556666:event-bus/theirs',
      'arn:aws:events:eu-west-1:444455556666:event-bus/theirs',
    ],
  ])('include announcing on the bus %s', async (bus, arn) => {
    const { asked, look: simulate } = simulated(decision('allowed'), bus);
    await simulate();
    expect(asked).toContainEqual({
      PolicySourceArn: Role,
      ActionNames: ['events:PutEvents'],
      ResourceArns: [arn],
      ContextEntries: [{ ContextKeyName: 'events:source', ContextKeyType: 'string', ContextKeyValues: ['labelwire'] }],
    });
  });

  it('include no announcing where no label is announced', async () => {
    const { asked, look: simulate } = simulated(decision('allowed'));
    await simulate();
    expect(asked.length).toBeGreaterThan(0);
    expect(JSON.stringify(asked)).not.toContain('events:PutEvents');
  });

  it('that are forbidden explicitly are named without a command, since none would help', async () => {
    const forbidden = await look(decision('explicitDeny')).catch((error: Error) => error.message);

    expect(forbidden).toMatch(/An explicitDeny is of a boundary, an SCP or a policy of yours/);
    expect(forbidden).not.toContain('put-role-policy');
  });

  it('are not looked at where the caller may not simulate them', async () => {
    expect(await look(failure('AccessDenied'))).toMatch(/^not looked at/);
  });
});

describe('what the functions need besides the stack', () => {
  const userKey = `arn:aws:kms:${region}:111122223333:key/1`;
  const connections = connectionsOf({ platforms: { encord: {} }, routes: [] });
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/labels' } };
  const look = (secret: unknown, KeyManager: string, KeyState = 'Enabled', KmsMasterKeyId = 'alias/queues') =>
    outsideStackOf(deployed.stack, connections, {
      s3: anAws({ GetBucketEncryptionCommand: { ServerSideEncryptionConfiguration: { Rules: [rule] } } }).client,
      kms: anAws({ DescribeKeyCommand: { KeyMetadata: { Arn: userKey, KeyManager, KeyState } } }).client,
      secrets: anAws({ DescribeSecretCommand: secret }).client,
      sqs: anAws({ GetQueueAttributesCommand: { Attributes: { KmsMasterKeyId } } }).client,
    });

  it('is the secrets of its connections and the keys of the user', async () => {
    expect(await look({ ARN: 'arn-of-secret', KmsKeyId: 'alias/secrets' }, 'CUSTOMER')).toEqual({
      webhookSecrets: [{ arn: 'arn-of-secret', keyArn: userKey }],
      apiSecrets: [{ arn: 'arn-of-secret', keyArn: userKey }],
      keyArn: userKey,
      queueKeyArns: new Map([
        [queue, userKey],
        [`${queue}-dlq`, userKey],
      ]),
    });
    const { apiSecrets } = await look({ ARN: 'arn-of-secret' }, 'CUSTOMER');
    expect(apiSecrets).toEqual([{ arn: 'arn-of-secret', keyArn: undefined }]);
  });

  it.each([
    [
      'Disabled',
      /the key arn:aws:kms:.* is Disabled.*aws kms enable-key --key-id arn:aws:kms:eu-central-1:111122223333:key\/1 --region eu-central-1$/,
    ],
    ['PendingDeletion', /is PendingDeletion.*cancel-key-deletion .*, then aws kms enable-key/],
  ])('cannot be used with a key that is %s', async (state, reason) => {
    await expect(look({ ARN: 'arn-of-secret' }, 'CUSTOMER', state)).rejects.toThrow(reason);
  });

  it('is neither a secret that is missing nor a key of AWS', async () => {
    expect(await look(failure('ResourceNotFoundException'), 'AWS')).toEqual({
      webhookSecrets: [],
      apiSecrets: [],
      keyArn: undefined,
      queueKeyArns: new Map(),
    });
  });
});

describe('executions that ended badly', () => {
  const now = new Date('2026-05-04T12:00:00Z');
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const execution = (name: string, minutes: number) => ({
    name,
    executionArn: `arn:aws:states:${region}:111122223333:execution:labelwire-prod-export-labels:${name}`,
    status: 'ABORTED',
    startDate: minutesAgo(minutes + 1),
    stopDate: minutesAgo(minutes),
  });
  async function look(...executions: object[]) {
    const store = new MemoryStore();
    await store.put({ key: keys.rescued('marked'), bytes: Buffer.from('{}'), contentType: 'application/json' });
    const sfn = new SFNClient({ region });
    sfn.send = (async ({ input }: { input: { statusFilter: string } }) => ({
      executions: input.statusFilter === 'ABORTED' ? executions : [],
    })) as never;
    return lostExecutionsCheck(deployed, sfn, store, now).look();
  }

  it('are right where each has its mark, or ended just now', async () => {
    expect(await look(execution('marked', 60), execution('fresh', 1))).toBe('none; 1 ended badly in 6 days');
  });

  it('without a mark are found, with the command that starts a sweep', async () => {
    await expect(look(execution('marked', 60), execution('lost', 60))).rejects.toThrow(
      /^1 ended badly, and nobody took care of its events. Put them into the dead letters: aws lambda invoke --function-name labelwire-prod-sweepExecutions --region eu-central-1 \/dev\/stdout$/,
    );
  });

  it('that no sweep sees any more are rescued by their ARN', async () => {
    await expect(look(execution('lost', 600), execution('also', 700))).rejects.toThrow(
      /^2 ended badly, and nobody took care of their events. .*: echo '.*execution:labelwire-prod-export-labels:lost","status":"ABORTED","startDate":\d+\}\}' \| aws lambda invoke --function-name labelwire-prod-rescueExecution --payload fileb:\/\/\/dev\/stdin .*; then run doctor again for 1 more$/,
    );
  });
});

describe('the bucket', () => {
  const look = (name: string, answer: unknown, store = new MemoryStore(), given = deployed) =>
    named(
      bucketSettingChecks(
        given,
        anAws({ GetBucketLifecycleConfigurationCommand: answer, GetBucketVersioningCommand: answer }).client,
        store,
      ),
      name,
    ).look();
  const expiring = (Prefix: string) => ({ Status: 'Enabled', Filter: { Prefix }, Expiration: { Days: 1 } });

  it('lets expire what is of use for a while only', async () => {
    const Rules = ['staging/', 'rescued/', 'sync/runs/'].map((tree) => expiring(`team-a/${tree}`));

    expect(await look('bucket: what expires', { Rules })).toBe('team-a/staging/, team-a/rescued/, team-a/sync/runs/');
  });

  it('fails without such a rule, with a command that keeps the rules there are', async () => {
    const other = expiring('team-b/');

    await expect(look('bucket: what expires', { Rules: [other] })).rejects.toThrow(JSON.stringify(other));
    await expect(look('bucket: what expires', failure('NoSuchLifecycleConfiguration'))).rejects.toThrow(
      /put-bucket-lifecycle-configuration --bucket labels .*"Prefix":"team-a\/staging\/".*"Prefix":"team-a\/rescued\/".* --region eu-central-1$/,
    );
    await expect(
      look('bucket: what expires', { Rules: [expiring('team-a/staging/'), expiring('team-a/sync/')] }),
    ).rejects.toThrow(/^no rule lets team-a\/rescued\/ expire/);
  });

  it('keeps versions, or it is said how', async () => {
    expect(await look('bucket: versions', { Status: 'Enabled' })).toBe('kept');
    await expect(look('bucket: versions', {})).rejects.toThrow(
      /^not kept \(never switched on\).*aws s3api put-bucket-versioning --bucket labels --versioning-configuration Status=Enabled --region eu-central-1$/,
    );
  });

  it('belongs to the first stack that is looked at, and another one below the same prefix is found', async () => {
    const store = new MemoryStore();

    expect(await look('bucket: owner', {}, store)).toMatch(/^labelwire-prod/);
    expect(await look('bucket: owner', {}, store)).toBe('labelwire-prod');
    await expect(look('bucket: owner', {}, store, { ...deployed, name: 'labelwire-dev' })).rejects.toThrow(
      /another stack writes here: .*labelwire-prod.*aws s3 rm s3:\/\/labels\/team-a\/owner.json --region eu-central-1$/,
    );
  });
});
