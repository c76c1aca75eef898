import type { Handler, Request } from './fauxqs-routes.ts';

/** The route of SQS, with what fauxqs does otherwise than AWS put right, and delays that pass so many times faster. */
export const corrected = (handler: Handler, delaySpeed: number): Handler =>
  withReceipts(withSmallestVisibility(withFasterDelays(handler, delaySpeed)));

const isAction = (request: Request, action: string) =>
  request.headers['x-amz-target']?.startsWith(`AmazonSQS.${action}`) ?? false;

type Delayed = { DelaySeconds?: number; Entries?: Delayed[] };

const withFasterDelays =
  (handler: Handler, speed: number): Handler =>
  (request, reply) => {
    if (isAction(request, 'SendMessage')) {
      const body = request.body as Delayed;
      for (const message of [body, ...(body.Entries ?? [])])
        if (message.DelaySeconds) message.DelaySeconds = Math.ceil((message.DelaySeconds * 1000) / speed) / 1000;
    }
    return handler(request, reply);
  };

type VisibilityChange = { VisibilityTimeout?: number; Entries?: VisibilityChange[] };
const oneMillisecond = 0.001;

/** A visibility time-out of 0 becomes one of a millisecond, which takes the path of fauxqs that works. */
const withSmallestVisibility =
  (handler: Handler): Handler =>
  (request, reply) => {
    if (isAction(request, 'ChangeMessageVisibility')) {
      const body = request.body as VisibilityChange;
      for (const change of [body, ...(body.Entries ?? [])])
        if (change.VisibilityTimeout === 0) change.VisibilityTimeout = oneMillisecond;
    }
    return handler(request, reply);
  };

type Deletes = { Entries?: { Id: string; ReceiptHandle: string }[] };
type Deleted = { Successful?: { Id: string }[]; Failed?: { Id: string }[] };
const receipt = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/; // fauxqs gives a UUID

/** fauxqs calls a delete done whose receipt it never gave. */
const withReceipts =
  (handler: Handler): Handler =>
  async (request, reply) => {
    const answer = await handler(request, reply);
    if (!isAction(request, 'DeleteMessageBatch')) return answer;
    const { Entries = [] } = request.body as Deletes;
    const refused = new Set(Entries.filter(({ ReceiptHandle }) => !receipt.test(ReceiptHandle)).map(({ Id }) => Id));
    const { Successful, Failed = [] } = answer as Deleted;
    if (!Successful || refused.size === 0) return answer;
    const invalid = {
      SenderFault: true,
      Code: 'ReceiptHandleIsInvalid',
      Message: 'The input receipt handle is invalid.',
    };
    return {
      Successful: Successful.filter(({ Id }) => !refused.has(Id)),
      Failed: [...Failed, ...[...refused].map((Id) => ({ Id, ...invalid }))],
    };
  };

const notXml = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * fauxqs takes each half of a character beyond U+FFFF for a forbidden one, so no emoji gets into a queue. Its pattern is
 * one object of a module that it does not export, and is asked by `test` alone.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export async function allowAllCharacters(): Promise<void> {
  const file = new URL('sqs/sqsTypes.js', import.meta.resolve('fauxqs'));
  const { INVALID_MESSAGE_BODY_CHAR: pattern } = (await import(/* @vite-ignore */ file.href)) as {
    INVALID_MESSAGE_BODY_CHAR: RegExp;
  };
  pattern.test = (body) => notXml.test(body);
}
