import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { encodeId, keys } from '../../../lib/contracts/keys.ts';
import type { DeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { LabelRecord } from '../../../lib/store/record.ts';
import { root } from '../../support/examples.ts';
import type { Account } from './account.ts';
import type { Delivery, ServedPlatform } from './platforms.ts';
import { type Ended, type Outputs, run, type Service } from './service.ts';
import { ending, eventually } from './waiting.ts';
import { post } from './webhook.ts';

/** No request of the checks may hang for as long as a check may last. */
const clientSettings = { requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000 } };

/** A deployed pipeline, seen from outside: its webhooks, its bucket, its queues, and the operator's command line. */
export class Deployment {
  readonly account: Account;
  readonly service: Service;
  readonly platforms: readonly ServedPlatform[];
  readonly outputs: Outputs;
  readonly s3 = new S3Client(clientSettings);
  readonly sqs = new SQSClient(clientSettings);
  readonly sfn = new SFNClient(clientSettings);
  readonly secrets = new SecretsManagerClient(clientSettings);

  constructor(account: Account, service: Service, platforms: readonly ServedPlatform[], outputs: Outputs) {
    this.account = account;
    this.service = service;
    this.platforms = platforms;
    this.outputs = outputs;
  }

  output(name: string): string {
    const value = this.outputs[name];
    if (value === undefined) throw new Error(`serverless info shows no output ${name}.`);
    return value;
  }

  get bucket(): string {
    return this.output('BucketName');
  }

  /** It begins every key; ends in `/`, or is empty. Keys are without it here. */
  get prefix(): string {
    return this.output('BucketUri').split('/').slice(3).join('/');
  }

  async putSecrets(): Promise<void> {
    for (const { id, webhookSecret, credential } of this.platforms) {
      for (const [use, SecretString] of Object.entries({ webhook: webhookSecret, api: credential })) {
        const SecretId = `${this.output('SecretsPrefix')}/${id}/${use}`;
        await this.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
      }
    }
  }

  /** Sends a delivery as it stands. */
  send({ id }: ServedPlatform, delivery: Delivery): Promise<number> {
    return post(`${this.output('WebhookUrl')}/${id}`, delivery, this.account.endpoint);
  }

  /** Sends the signed webhook that announces a label. */
  announce(platform: ServedPlatform, label: ServedLabel, id: string = randomUUID()): Promise<number> {
    return this.send(platform, platform.delivery(label, { id, occurredAt: new Date() }));
  }

  /** Holds a sender back where the account cannot run as much at a time as AWS. */
  async roomForOneMore(): Promise<void> {
    const { mostExecutions } = this.account;
    ending()?.throwIfAborted();
    if (mostExecutions === undefined) return;
    await eventually('fewer executions run', 120, async () => (await this.running()).length < mostExecutions);
  }

  /** Puts a bare message into label-events. */
  async sendMessage(MessageBody: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.output('LabelEventsQueueUrl'), MessageBody }));
  }

  async keys(prefix = ''): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({
          Bucket: this.bucket,
          Prefix: this.prefix + prefix,
          ...(ContinuationToken ? { ContinuationToken } : {}),
        }),
      );
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key.slice(this.prefix.length)));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found.filter((key) => !key.startsWith('staging/')).sort();
  }

  keysOf = async (project: string): Promise<string[]> =>
    (await this.keys()).filter((key) => key.includes(`/${encodeId(project)}/`));

  async bytesAt(key: string): Promise<Uint8Array | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: this.prefix + key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  /** The record of a label, and those of its files that are not in the bucket with just these bytes. */
  async exported(platform: ServedPlatform, { project, label }: ServedLabel) {
    const bytes = await this.bytesAt(keys.record({ connection: platform.id, project, label }));
    if (!bytes) return undefined;
    const record = LabelRecord.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const wrong: string[] = [];
    for (const [key, { sha256 }] of Object.entries(record.files)) {
      const there = await this.bytesAt(key);
      if (!there || createHash('sha256').update(there).digest('hex') !== sha256) wrong.push(key);
    }
    return { record, wrong };
  }

  /** Waits until no event waits and no execution runs. */
  async settled(seconds = 180): Promise<void> {
    const { quietSeconds, patience } = this.account;
    let since: number | undefined; // a message that was just taken is, for a moment, neither here nor there
    await eventually('no event waits and no execution runs', seconds * patience, async () => {
      since = (await this.#isQuiet()) ? (since ?? performance.now()) : undefined;
      return since !== undefined && performance.now() - since >= quietSeconds * 1000;
    });
  }

  async #isQuiet(): Promise<boolean> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: this.output('LabelEventsQueueUrl'), AttributeNames: ['All'] }),
    );
    const waiting = [
      Attributes.ApproximateNumberOfMessages,
      Attributes.ApproximateNumberOfMessagesNotVisible,
      Attributes.ApproximateNumberOfMessagesDelayed,
    ].map(Number);
    return waiting.every((number) => number === 0) && (await this.running()).length === 0;
  }

  /** The ARNs of the executions that run. */
  async running(): Promise<string[]> {
    const { executions = [] } = await this.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: this.output('StateMachineArn'), statusFilter: 'RUNNING' }),
    );
    return executions.map(({ executionArn = '' }) => executionArn);
  }

  /** By which the command line finds the deployment and its platforms. */
  get environment(): NodeJS.ProcessEnv {
    const { NODE_OPTIONS = '' } = this.service.environment;
    const file = pathToFileURL(join(import.meta.dirname, 'redirected-fetch.ts'));
    const redirect = { NODE_OPTIONS: `${NODE_OPTIONS} --import ${file}` };
    return { ...this.service.environment, ...this.account.environment, ...(this.account.endpoint ? redirect : {}) };
  }

  /** `labelwire …` as an operator runs it, in a process of its own. */
  labelwire(...given: string[]): Promise<Ended> {
    return run(join(root, 'cli', 'main.ts'), [...given, '--stage', this.service.stage], this.environment);
  }

  /** Fails with the reasons when a project has dead letters. */
  async expectNoDeadLetters(project: string): Promise<void> {
    const letters = await this.deadLetters(project);
    const reasons = letters.map(({ error, message }) => `${error}: ${message}`);
    assert.deepEqual(reasons, [], `${letters.length} dead letters of ${project}: ${reasons.slice(0, 2).join(' | ')}`);
  }

  /** As `labelwire dlq list` tells of them. */
  async deadLetters(project?: string): Promise<DeadLetter[]> {
    const { code, stdout, stderr } = await this.labelwire(
      ...['dlq', 'list', '--json', ...(project ? ['--project', project] : [])],
    );
    if (code !== 0) throw new Error(`labelwire dlq list ended with ${code}: ${stderr}`);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as DeadLetter);
  }

  close(): void {
    for (const client of [this.s3, this.sqs, this.sfn, this.secrets]) client.destroy();
  }
}
