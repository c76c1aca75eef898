import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { bucket, queues, queueUrl } from '../../local/aws/resources.ts';
import type { Call, S3Call, SqsCall } from './recorder.ts';

type Clients = { readonly s3: S3Client; readonly sqs: SQSClient; readonly endpoint: string };

/**
 * The sockets of one client of the SDK, all of which the pipeline keeps busy:
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const concurrency = 50;

/**
 * Makes recorded calls again, in the recorded order, each on its object's turn, so that it gets the answer it got.
 * Throws when it gets another.
 */
export function replayer(clients: Clients): (calls: readonly Call[]) => Promise<void> {
  const s3 = s3Sender(clients);
  const sqs = sqsSender(clients);
  return async (calls) => {
    const turns = objectTurns();
    const queue = calls.values();
    const worker = async () => {
      for (const call of queue) await (call.service === 's3' ? turns(call, () => s3(call)) : sqs(call));
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  };
}

/** A read waits for the writes of its object before it, a write for the reads as well. */
function objectTurns() {
  const written = new Map<string, Promise<unknown>>();
  const touched = new Map<string, Promise<unknown>>();
  return async ({ method, path }: S3Call, send: () => Promise<void>): Promise<void> => {
    const isRead = method === 'GET' || method === 'HEAD';
    const before = (isRead ? written : touched).get(path);
    const sent = before ? before.then(send) : send();
    touched.set(path, Promise.all([touched.get(path), sent]));
    if (!isRead) written.set(path, sent);
    await sent;
  };
}

const metadataPrefix = 'x-amz-meta-';

function s3Sender({ s3 }: Clients): (call: S3Call) => Promise<void> {
  const commands: Readonly<Record<string, (call: S3Call, at: { Bucket: string; Key: string }) => Promise<unknown>>> = {
    HEAD: (_, at) => s3.send(new HeadObjectCommand(at)),
    GET: async ({ headers }, at) => {
      const { Body } = await s3.send(new GetObjectCommand({ ...at, Range: headers.range }));
      return Body?.transformToByteArray();
    },
    DELETE: ({ headers }, at) => s3.send(new DeleteObjectCommand({ ...at, IfMatch: headers['if-match'] })),
    PUT: ({ headers, base64 }, at) =>
      s3.send(
        new PutObjectCommand({
          ...at,
          Body: Buffer.from(base64, 'base64'),
          ContentType: headers['content-type'],
          ChecksumAlgorithm: 'SHA256',
          IfMatch: headers['if-match'],
          IfNoneMatch: headers['if-none-match'],
          Metadata: metadataOf(headers),
        }),
      ),
  };
  return async (call) => {
    const send = commands[call.method];
    if (!send) throw new Error(`A ${call.method} of S3 was recorded, which cannot be replayed.`);
    const Key = decodeURIComponent(call.path.slice(`/${bucket}/`.length));
    const status = await statusOf(send(call, { Bucket: bucket, Key }));
    if (status < 300 !== call.status < 300)
      throw new Error(`${call.method} was answered ${status}, and ${call.status} in the pipeline.`);
  };
}

const metadataOf = (headers: S3Call['headers']) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(metadataPrefix) && value !== undefined ? [[name.slice(metadataPrefix.length), value]] : [],
    ),
  );

type Answered = { readonly $metadata?: { readonly httpStatusCode?: number } };

/** "Not there" and "somebody was faster" are answers, too. */
async function statusOf(sent: Promise<unknown>): Promise<number> {
  try {
    await sent;
    return 200;
  } catch (error) {
    const status = (error as Answered).$metadata?.httpStatusCode;
    if (status === undefined || status >= 500) throw error;
    return status;
  }
}

const longestReceive = 10;

/** Receipt handles are new ones: a deletion takes those of as many messages as it took then. */
function sqsSender({ sqs, endpoint }: Clients): (call: SqsCall) => Promise<void> {
  const QueueUrl = queueUrl(endpoint, queues.events);
  const handles: string[] = [];
  const receive = async (MaxNumberOfMessages: number) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    handles.push(...Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle));
  };
  const operations: Readonly<Record<string, (input: SqsCall['input']) => Promise<void>>> = {
    SendMessageBatch: async (input) => {
      await sqs.send(
        new SendMessageBatchCommand({ Entries: input.Entries as SendMessageBatchCommandInput['Entries'], QueueUrl }),
      );
    },
    ReceiveMessage: (input) => receive(Number(input.MaxNumberOfMessages)),
    DeleteMessageBatch: async (input) => {
      const wanted = (input.Entries as unknown[]).length;
      while (handles.length < wanted) await receive(longestReceive);
      const Entries = handles.splice(0, wanted).map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    },
  };
  return async ({ operation, input }) => {
    const send = operations[operation];
    if (!send) throw new Error(`${operation} of SQS was recorded, which cannot be replayed.`);
    await send(input);
  };
}
