import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { explainIssues } from '../../../lib/contracts/explain-issues.ts';
import { encodeId, keys } from '../../../lib/contracts/keys.ts';
import { readDeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import { Label } from '../../../lib/label/label.ts';
import { ClassMap } from '../../../lib/store/class-map.ts';
import { LabelRecord } from '../../../lib/store/record.ts';

type Environment = Readonly<Record<string, string>>;
/** A project and an annotation, by Label Studio's numbers. */
type Named = readonly [project: number, annotation: number];

const platform = 'label-studio';

/** What the pipeline leaves: the objects of its bucket, and the letters in its dead-letter queue. */
export class Bucket {
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #name: string;
  readonly #deadLetters: string;

  constructor(environment: Environment) {
    const region = environment.AWS_REGION ?? '';
    const credentials = {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    };
    const at = (service: 'S3' | 'SQS') => ({
      region,
      credentials,
      endpoint: environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
    });
    this.#s3 = new S3Client({ ...at('S3'), forcePathStyle: true });
    this.#sqs = new SQSClient(at('SQS'));
    this.#name = environment.BUCKET ?? '';
    this.#deadLetters = environment.DEAD_LETTER_QUEUE_URL ?? '';
  }

  async keys(prefix = ''): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({
          Bucket: this.#name,
          Prefix: prefix,
          ...(ContinuationToken ? { ContinuationToken } : {}),
        }),
      );
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found.filter((key) => !key.startsWith('staging/')).sort();
  }

  keysOf = async (project: number): Promise<string[]> =>
    (await this.keys()).filter((key) => key.includes(`/${platform}/${encodeId(String(project))}/`));

  /** Undefined: there is no such object. */
  async text(Key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#name, Key }));
      return await Body?.transformToString();
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async record([project, annotation]: Named): Promise<LabelRecord | undefined> {
    const key = keys.record({ connection: platform, project: String(project), label: String(annotation) });
    const text = await this.text(key);
    return text === undefined ? undefined : LabelRecord.parse(JSON.parse(text));
  }

  /** The canonical label, and each file of its record by its key; throws when a file is not as the record says. */
  async exported(named: Named): Promise<{ record: LabelRecord; label: Label; files: ReadonlyMap<string, string> }> {
    const record = await this.record(named);
    if (record?.status !== 'exported') throw new Error(`Annotation ${named[1]} has no exported record.`);
    const files = new Map<string, string>();
    for (const [key, { sha256 }] of Object.entries(record.files)) {
      const text = await this.text(key);
      if (text === undefined) throw new Error(`${key} is missing, which the record names.`);
      if (createHash('sha256').update(text).digest('hex') !== sha256)
        throw new Error(`${key} is not as its record says.`);
      files.set(key, text);
    }
    const canonical = [...files].find(([key]) => key.startsWith('labels/'))?.[1];
    const json: unknown = JSON.parse(canonical ?? 'null');
    const label = Label.safeParse(json);
    if (!label.success) throw new Error(`The canonical label does not parse: ${explainIssues(label.error, json)}.`);
    return { record, label: label.data, files };
  }

  /** The project's class names, in the order of their numbers. */
  async classes(project: number): Promise<readonly string[]> {
    const text = await this.text(keys.classes({ connection: platform, project: String(project) }));
    return ClassMap.parse(JSON.parse(text ?? 'null')).classes;
  }

  /** The reason of each dead letter; they stay where they are. */
  async deadLetters(): Promise<string[]> {
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#deadLetters,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.map(({ MessageId = '', Body = '', Attributes = {} }) => {
      const sentAt = new Date(Number(Attributes.SentTimestamp));
      const receiveCount = Number(Attributes.ApproximateReceiveCount);
      const { error, message } = readDeadLetter({ id: MessageId, body: Body, sentAt, receiveCount });
      return `${error}: ${message}`;
    });
  }

  close(): void {
    this.#s3.destroy();
    this.#sqs.destroy();
  }
}
