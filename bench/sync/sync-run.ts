import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { keys } from '../../lib/contracts/keys.ts';
import { SyncProgress } from '../../lib/contracts/sync.ts';

type Environment = Readonly<Record<string, string>>;

const lookEveryMilliseconds = 250;

/** A run of sync in the pipeline's process, seen from outside: its progress is an object in S3, also after a restart. */
export class SyncRun {
  readonly #name: string;
  /** As the pipeline has it that runs now; S3 and Step Functions keep their address over a restart. */
  readonly #environment: Environment;

  private constructor(name: string, environment: Environment) {
    this.#name = name;
    this.#environment = environment;
  }

  static async start(name: string, environment: Environment): Promise<SyncRun> {
    const client = new SFNClient(clientOf(environment, 'SFN'));
    const stateMachineArn = environment.SYNC_STATE_MACHINE_ARN;
    const input = JSON.stringify({ connection: 'encord' });
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    client.destroy();
    return new SyncRun(name, environment);
  }

  /** Undefined before the first note. */
  async progress(): Promise<SyncProgress | undefined> {
    const client = new S3Client({ ...clientOf(this.#environment, 'S3'), forcePathStyle: true });
    try {
      const Key = keys.syncRun(this.#name, 'progress');
      const { Body } = await client.send(new GetObjectCommand({ Bucket: this.#environment.BUCKET, Key }));
      return SyncProgress.parse(JSON.parse((await Body?.transformToString()) ?? ''));
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return undefined;
      throw error;
    } finally {
      client.destroy();
    }
  }

  /** Until so many labels are announced, or the run has ended. */
  async reached(announced: number, signal: AbortSignal): Promise<SyncProgress> {
    for (;;) {
      signal.throwIfAborted();
      const progress = await this.progress();
      if (progress && (progress.announced >= announced || progress.step === 'ended')) return progress;
      await sleep(lookEveryMilliseconds);
    }
  }

  ended = (signal: AbortSignal): Promise<SyncProgress> => this.reached(Number.POSITIVE_INFINITY, signal);
}

const clientOf = (environment: Environment, service: 'S3' | 'SFN') => ({
  region: environment.AWS_REGION ?? '',
  endpoint: environment[`AWS_ENDPOINT_URL_${service}`] ?? '',
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  },
});
