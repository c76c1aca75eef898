import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';
import type { EventBus, LabelNotification } from '../contracts/notifications.ts';
import { optional, required } from './environment.ts';
import { stoppable } from './stopping.ts';

/** Codes of an entry that may be taken later: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const transientCodes = new Set(['InternalFailure', 'InternalException', 'ThrottlingException']);

/** Where labels are announced; undefined where they are not. */
export function wantedEventBus(): EventBus | undefined {
  const bus = optional('NOTIFY_BUS');
  return bus === undefined ? undefined : eventBus(bus);
}

/** The client is loaded with the first event: a function that gives nothing up, or writes nothing new, starts without it. */
function eventBus(name: string): EventBus {
  const place = { stack: required('STACK'), bucket: required('BUCKET') };
  let client: EventBridgeClient | undefined;
  const put = async ({ type, detail }: LabelNotification) => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    client ??= stoppable(new EventBridgeClient());
    const Detail = JSON.stringify({ ...place, ...detail });
    const Entries = [{ EventBusName: name, Source: 'labelwire', DetailType: type, Detail }];
    return client.send(new PutEventsCommand({ Entries }));
  };
  return {
    keyPrefix: optional('BUCKET_PREFIX') ?? '',
    async send(notification) {
      const { Entries: [taken = {}] = [] } = await put(notification).catch((error: unknown) =>
        refuse(name, awsFailure(error), error),
      );
      if (taken.EventId) return;
      const { ErrorCode: reason = 'its answer names no event', ErrorMessage } = taken;
      refuse(name, { mayPass: !taken.ErrorCode || transientCodes.has(reason), reason }, ErrorMessage);
    },
  };
}

function refuse(bus: string, { mayPass, reason }: ReturnType<typeof awsFailure>, cause: unknown): never {
  if (mayPass) throw new StorageUnavailable(`EventBridge did not take an event: ${reason}.`, { cause });
  throw new InvalidConfiguration(
    `The event bus ${bus} refused an event: ${reason}. Check the parameter eventBus, the bus, and its policy. What the event is about is done already.`,
    { cause },
  );
}
