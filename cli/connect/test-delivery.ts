import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Connection } from '../../lib/configuration/connections.ts';
import { executionName } from '../../lib/contracts/keys.ts';
import type { Announcement, Delivery, ProbedLabel, Setup } from '../../lib/platforms/platform.ts';
import { allLetters } from '../../lib/queue/look-through.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { type LabelRecord, readRecord } from '../../lib/store/record.ts';
import type { Stack } from '../stack.ts';

/** What became of the delivery at one place on its way. */
export type Hop = { readonly where: string; readonly ok: boolean; readonly message: string };

type Test = {
  readonly connection: Connection;
  readonly setup: Setup;
  readonly stack: Stack;
  readonly secret: string;
  readonly about: ProbedLabel;
  readonly url: string;
  /** What a command about the same deployment ends with. */
  readonly at: string;
};

const answerMilliseconds = 30_000;
const pauseMilliseconds = 500;
/** Events wait for others of their project, 2 seconds or as the deployment chose; then an execution takes seconds. */
const patienceMilliseconds = 120_000;

/**
 * Sends a delivery as the platform would, and follows it. Without a label it is of a kind that announces nothing: it is
 * verified and answered 200, and nothing else happens. With a label that label is exported, as after any change of it.
 */
export async function* testDelivery(test: Test): AsyncGenerator<Hop> {
  const { setup, connection, about, secret } = test;
  const sentAt = new Date();
  const delivery = setup.delivery(about, secret, sentAt);
  const hop = await received(test.url, delivery);
  yield hop;
  const announced = connection.platform.events(delivery, sentAt);
  if (!hop.ok || announced.length === 0) return;
  yield* followed(announced, test);
}

async function received(address: string, { headers, body, query = {} }: Delivery): Promise<Hop> {
  const where = 'receiver';
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.timeout(answerMilliseconds),
    });
    await answer.body?.cancel();
    return { where, ok: answer.ok, message: `${answer.status}: ${meaningOf(answer.status)}` };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return {
      where,
      ok: false,
      message: `no answer (${cause?.code ?? name}). Is the URL right, and the stack deployed?`,
    };
  }
}

const meanings: ReadonlyMap<number, string> = new Map([
  [200, 'signature right; the delivery announces no label that a route wants, so nothing follows'],
  [202, 'signature right; the event is stored in label-events'],
  [400, 'signature right, but the body is not as it must be: please report it'],
  [401, 'signature wrong. The receiver may hold an older secret for up to five minutes: try again then'],
  [404, 'this connection is not deployed: add it to labelwire.config.ts, and deploy'],
  [503, 'the receiver could not read its secret or write to its queue: see its log'],
]);
const meaningOf = (status: number) => meanings.get(status) ?? 'not expected: see the log of receiveWebhook';

async function* followed(
  announced: readonly Announcement[],
  { connection: { name: connection }, stack, at }: Test,
): AsyncGenerator<Hop> {
  const [{ id, project, label = '' }] = announced as readonly [Announcement];
  const events = announced.map((announcement) => ({ ...announcement, attempt: 1 }));
  const name = executionName({ connection, project, events });
  const arn = `${stack.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const status = await ended(arn);
  yield {
    where: 'execution',
    ok: status === 'SUCCEEDED',
    message: status
      ? `${status}: ${name}`
      : `none of the name ${name} in ${patienceMilliseconds / 1000} s. Events of the same project travel together: look at the newest executions`,
  };
  if (status && status !== 'SUCCEEDED')
    yield { where: 'dead letters', ok: false, message: await reasonOf(id, stack, at) };
  const { bucket, bucketPrefix } = stack;
  const store = objectStore(new S3Client(), bucket, bucketPrefix);
  const { record } = (await readRecord(store, { connection, project, label })) ?? {};
  yield record
    ? {
        where: 'bucket',
        ok: status === 'SUCCEEDED',
        message: recordText(record, status === 'SUCCEEDED'),
      }
    : {
        where: 'bucket',
        ok: false,
        message: 'no record of this label: the platform does not show it (yet). Ten minutes later it is a dead letter',
      };
}

/** A record that was there before says nothing of this delivery. */
function recordText({ status, revision, files }: LabelRecord, isNewest: boolean): string {
  if (!isNewest && revision === 0) return 'nothing landed, and no earlier revision is there';
  const since = revision > 0 ? `the revision of ${new Date(revision / 1_000).toISOString()}` : 'no revision';
  if (!isNewest) return `still ${since}; nothing newer landed`;
  return `${status}, ${since}: ${Object.keys(files).join(', ') || 'no files'}`;
}

/** How the execution ended; undefined when none was seen in time. */
async function ended(executionArn: string): Promise<string | undefined> {
  const client = new SFNClient();
  const end = Date.now() + patienceMilliseconds;
  for (; Date.now() < end; await sleep(pauseMilliseconds)) {
    try {
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return status;
    } catch (error) {
      if ((error as Error).name !== 'ExecutionDoesNotExist') throw error;
    }
  }
  return undefined;
}

async function reasonOf(
  event: string,
  { labelEventsQueueUrl, deadLetterQueueUrl }: Stack,
  at: string,
): Promise<string> {
  const queues = { sqs: new SQSClient(), labelEventsQueueUrl, deadLetterQueueUrl };
  const letter = (await allLetters(queues)).find(({ events }) => events.some(({ id }) => id === event));
  return letter
    ? `${letter.error}: ${letter.message} This test left the letter: npx labelwire dlq show ${letter.id.slice(0, 8)}${at}`
    : `its letter is not there yet. See: npx labelwire dlq list${at}`;
}
