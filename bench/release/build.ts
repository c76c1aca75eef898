import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { encodeId, keys } from '../../lib/contracts/keys.ts';
import type { OutputFile, PlannedRelease, ReleaseRequest } from '../../lib/contracts/release.ts';
import { extendClasses } from '../../lib/store/class-map.ts';
import { type ObjectStore, objectStore } from '../../lib/store/object-store.ts';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { classes, labelOf, project } from './labels.ts';
import { type Phase, type PhaseEnd, runPhase } from './phases.ts';

export const bucket = 'labels';

export const requestOf = (
  release: string,
  ids: readonly string[],
  layout: ReleaseRequest['layout'] = 'shards',
): ReleaseRequest => ({
  ...{ schema: 1, release, projects: [project], labels: 'newest', layout },
  formats: ids.map((id) => ({ id })),
  split: { shares: Object.entries({ train: 0.8, val: 0.1, test: 0.1 }).map(([name, share]) => ({ name, share })) },
});

export type Bucket = { readonly store: ObjectStore; readonly endpoint: string; stop(): Promise<void> };

/** A bucket on this machine with so many labels in it. */
export async function bucketOf(labels: number): Promise<Bucket> {
  const fauxqs = await startSqsAndS3({ port: 0 });
  const endpoint = `http://127.0.0.1:${fauxqs.port}`;
  const s3 = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const store = objectStore(s3, bucket);
  await extendClasses(store, project, classes);
  let next = 0;
  const seed = async () => {
    for (let number = next++; number < labels; number = next++) {
      const label = labelOf(number);
      const key = `${keys.labels(project)}${encodeId(label.source.label)}.json`;
      await store.put({ key, bytes: Buffer.from(JSON.stringify(label)), contentType: 'application/json' });
    }
  };
  await Promise.all(Array.from({ length: 30 }, seed));
  return { store, endpoint, stop: () => fauxqs.stop() };
}

export type Built = {
  readonly batches: number;
  /** Of S3, by their commands, of all phases together. */
  readonly requests: Readonly<Record<string, number>>;
};

/** Builds it as the state machine does, each phase in a process of its own. */
export async function build(
  request: ReleaseRequest,
  endpoint: string,
  report: (phase: Phase['phase'], end: PhaseEnd) => void = () => {},
): Promise<Built> {
  const common = { request, run: `${request.release}-run`, endpoint, bucket };
  const requests: Record<string, number> = {};
  const run = async (phase: Phase['phase'], more: { batches: number; outputs: readonly OutputFile[] }) => {
    const end = await runPhase({ ...common, ...more, phase });
    report(phase, end);
    for (const [name, number] of Object.entries(end.requests)) requests[name] = (requests[name] ?? 0) + number;
    return end.result;
  };
  const { batches } = (await run('plan', { batches: 0, outputs: [] })) as PlannedRelease;
  await run('survey', { batches, outputs: [] });
  const { outputs } = (await run('settle', { batches, outputs: [] })) as { outputs: OutputFile[] };
  for (const phase of ['write', 'assemble', 'finish'] as const) await run(phase, { batches, outputs });
  return { batches, requests };
}
