import assert from 'node:assert/strict';
import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { ListSubscriptionsByTopicCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import type { Deployment } from '../deployment.ts';
import type { Fault } from './fault.ts';

/** What may be wrong with the parts of the stack. */
export function stackFaults(on: Deployment): readonly Fault[] {
  const lambda = new LambdaClient();
  return [
    {
      name: 'nobody is subscribed to the alarms',
      checks: ['alarms reach somebody'],
      plant: () => unsubscribeAll(on.output('AlarmTopicArn')),
      command: /aws sns subscribe .*$/,
      fillIn: (command) => command.replace('--protocol email', '--protocol sqs').replace('<address>', queueArn(on)),
    },
    {
      name: 'the event source is disabled',
      checks: ['label-events are taken up'],
      async plant() {
        const FunctionName = `${on.service.stack}-startExport`;
        const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
        for (const { UUID } of EventSourceMappings)
          await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      },
      command: /aws lambda update-event-source-mapping .*$/,
    },
    roleFault(on),
    {
      name: 'too few concurrent Lambdas are left',
      checks: ['concurrency of Lambda'],
      async plant() {
        const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
        const ReservedConcurrentExecutions = (AccountLimit?.UnreservedConcurrentExecutions ?? 0) - 50;
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: idle(on), ReservedConcurrentExecutions }));
      },
      command: /aws service-quotas request-service-quota-increase .*$/,
      isRun: false, // MiniStack has no Service Quotas
      undo: async () => void (await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: idle(on) }))),
    },
    {
      name: 'another version is deployed',
      checks: ['version'],
      async plant() {
        on.service.setVersion('0.0.1');
        await on.service.deploy();
        on.service.setVersion();
      },
      command: /npx serverless deploy .*$/,
    },
  ];
}

/** A function that nothing calls meanwhile. */
const idle = (on: Deployment): string => `${on.service.stack}-syncLabels`;

/** An address that counts as confirmed at once. */
const queueArn = (on: Deployment): string => {
  const [, , , region, account] = on.output('StateMachineArn').split(':');
  return `arn:aws:sqs:${region}:${account}:${on.output('DeadLetterQueueUrl').split('/').at(-1)}`;
};

async function unsubscribeAll(TopicArn: string): Promise<void> {
  const sns = new SNSClient();
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  for (const { SubscriptionArn } of Subscriptions) await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  sns.destroy();
}

/** Somebody took the right to read secrets out of a role's policy. */
function roleFault(on: Deployment): Fault {
  const iam = new IAMClient();
  const RoleName = on.output('FetchLabelsRoleArn').split('/').at(-1);
  const whole = new Map<string, string>();
  return {
    name: 'a role without a right',
    checks: ['rights of the functions'],
    async plant() {
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      for (const PolicyName of PolicyNames) {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        const policy = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: { Action: unknown }[] };
        const Statement = policy.Statement.filter(({ Action }) => !JSON.stringify(Action).includes('secretsmanager:'));
        if (Statement.length === policy.Statement.length) continue;
        whole.set(PolicyName, JSON.stringify(policy));
        const narrowed = JSON.stringify({ ...policy, Statement });
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: narrowed }));
      }
      assert(whole.size > 0, 'No policy of FetchLabelsRole has the right to read secrets.');
    },
    command: /aws iam put-role-policy .*$/,
    async undo() {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'labelwire-doctor' }));
      for (const [PolicyName, PolicyDocument] of whole)
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
    },
  };
}
