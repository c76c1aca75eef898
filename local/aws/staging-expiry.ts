import { DeleteObjectsCommand, ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { bucket } from './resources.ts';

const everyMilliseconds = 5_000;
export const staging = 'staging/';

/**
 * Empties staging/ in place of the lifecycle rule of the deployed bucket. A day would be too long here, where objects
 * lie in this process's memory: what was staged before every execution that still runs began is nobody's any more,
 * since an execution reads only what it staged itself.
 */
export function expireStaging(options: {
  client: S3ClientConfig;
  /** When the oldest execution that still runs began; now when none does. */
  inUseSince: () => Date;
  onProblem: (problem: Error) => void;
}): { stop(): Promise<void> } {
  const s3 = new S3Client(options.client);

  const sweep = async (): Promise<void> => {
    const oldest = options.inUseSince();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: staging }));
    const Objects = Contents.filter(({ LastModified }) => LastModified && LastModified < oldest).map(({ Key }) => ({
      Key,
    }));
    if (Objects.length > 0)
      await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  };

  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep).catch((error: unknown) => options.onProblem(error as Error));
  }, everyMilliseconds);
  timer.unref();

  return {
    stop: async () => {
      clearInterval(timer);
      await sweeping;
      s3.destroy();
    },
  };
}
