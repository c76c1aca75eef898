import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { AwsError, awsJsonService, operation } from './aws-json.ts';
import type { PutEvent } from './integrations.ts';
import type { Json } from './state-run.ts';

const text = z.string().check(z.minLength(1));
const Entry = z.object({ EventBusName: z.optional(text), Source: text, DetailType: text, Detail: text });
const PutEvents = z.object({ Entries: z.array(Entry).check(z.minLength(1), z.maxLength(10)) });

/** Of a whole request: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const largestRequest = 256 * 1024;

/** EventBridge, as far as something is sent to it: PutEvents. */
export const eventBus = (onEvent: (event: PutEvent) => void): ((request: Request) => Promise<Response>) =>
  awsJsonService('1.1', {
    PutEvents: operation(PutEvents, ({ Entries }) => {
      if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > largestRequest)
        throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
      for (const { Source, DetailType, Detail } of Entries)
        onEvent({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) as Json });
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
    }),
  });

const sizeOf = ({ Source, DetailType, Detail }: z.infer<typeof Entry>): number =>
  [Source, DetailType, Detail].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
