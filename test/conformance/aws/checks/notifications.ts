import assert from 'node:assert/strict';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { notificationDetails } from '../../../../lib/contracts/notifications.ts';
import type { Deployment } from '../deployment.ts';
import { eventually } from '../waiting.ts';
import { expectExported } from './expect-exported.ts';

type Received = {
  readonly 'detail-type': keyof typeof notificationDetails;
  readonly detail: { readonly label?: string };
};

/** A label is exported; a rule hands its event to a queue, as docs/guide/tell-my-training-job.md says. */
export async function notified(on: Deployment): Promise<string> {
  const [platform] = on.platforms;
  assert(platform);
  const project = platform.projectId('notified');
  const queue = await listening(on, project);
  try {
    const label = platform.aLabel({ project, label: 'notified-1', dataUnit: 'notified-unit', title: 'notified/1.jpg' });
    platform.labels.push(label);
    assert.equal(await on.announce(platform, label), 202);
    await on.settled();
    await expectExported(on, platform, label);
    await on.expectNoDeadLetters(project);
    const received = await queue.received(1);
    assert.deepEqual(
      received.map((event) => [event['detail-type'], event.detail.label]),
      [['label.exported', label.label]],
    );
    for (const { 'detail-type': type, detail } of received) notificationDetails[type].parse(detail);
    return `label.exported of ${label.label} is in the queue of a rule, once, with the fields that are documented`;
  } finally {
    await queue.end();
  }
}

/** A rule of the default bus, and the queue that it fills. */
async function listening({ sqs, service, account }: Deployment, project: string) {
  const events = new EventBridgeClient();
  const Name = `${service.stack}-notified`;
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: Name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes?.QueueArn ?? '';
  const pattern = { source: ['labelwire'], detail: { stack: [service.stack], project: [project] } };
  const { RuleArn = '' } = await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Arn,
    Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn }] }));
  const received: Received[] = [];
  return {
    async received(wanted: number): Promise<readonly Received[]> {
      await eventually('the events are in the queue', 60 * account.patience, async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
        received.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Received));
        return received.length >= wanted;
      });
      return received;
    },
    async end(): Promise<void> {
      await events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['queue'] }));
      await events.send(new DeleteRuleCommand({ Name }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      events.destroy();
    },
  };
}
