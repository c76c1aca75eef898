import { existsSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import type { ReleaseRequest } from '../../lib/contracts/release.ts';
import { assembleFile } from '../../lib/release/assemble.ts';
import { claimRelease } from '../../lib/release/build-objects.ts';
import { finishRelease } from '../../lib/release/finish.ts';
import { planRelease } from '../../lib/release/plan.ts';
import { settleRelease } from '../../lib/release/settle.ts';
import { surveyBatch } from '../../lib/release/survey.ts';
import { formatsOf } from '../../lib/release/trees.ts';
import { writeBatch } from '../../lib/release/write.ts';
import { extendClasses } from '../../lib/store/class-map.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { classes, project } from './labels.ts';
import type { Phase, PhaseEnd } from './phases.ts';
import { SyntheticStore } from './synthetic-store.ts';

/** One phase of a build in a process of its own, as a Lambda has it; what it took is its message. */
const { phase, request, run, batches, outputs, endpoint, bucket } = JSON.parse(process.argv[2] ?? '') as Phase;
const { release } = request;
const requests: Record<string, number> = {};
const store = endpoint === undefined ? new SyntheticStore(run) : counted(endpoint);
const dependencies = { store, formatsOf: (of: ReleaseRequest) => formatsOf(of, {}), version: 'bench' };
const startedAt = '2026-01-01T00:00:00.000Z';

function counted(url: string) {
  const s3 = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        requests[commandName] = (requests[commandName] ?? 0) + 1;
        return next(args);
      },
    { step: 'initialize' },
  );
  return objectStore(s3, bucket);
}

if (endpoint === undefined) {
  await claimRelease(store, { schema: 1, run, startedAt, request });
  await extendClasses(store, project, classes);
  if (phase === 'finish') await settleRelease({ release, run, batches: 1 }, dependencies);
}

const inTurn = async (work: (batch: { batch: number; labels: number }) => Promise<unknown>) => {
  for (let batch = 0; batch < batches; batch += 1) await work({ batch, labels: 1 });
};

const phases: Record<Phase['phase'], () => Promise<unknown>> = {
  plan: () => planRelease({ run, startedAt, request }, { store, place: { bucket, prefix: '' } }),
  survey: () => inTurn((batch) => surveyBatch({ release, run, batch }, store)),
  settle: () => settleRelease({ release, run, batches }, dependencies),
  write: () => inTurn((batch) => writeBatch({ release, run, batch }, dependencies)),
  assemble: async () => {
    for (const output of outputs) await assembleFile({ release, run, batches, output }, dependencies);
  },
  finish: () => finishRelease({ release, run, batches }, dependencies),
};

const begun = performance.now();
const result = await phases[phase]();
const seconds = (performance.now() - begun) / 1_000;
const megabytes = mostKilobytes() / 1_000;
process.send?.({ result, seconds, megabytes, requests } satisfies PhaseEnd);
process.disconnect?.();

/** Linux counts into `maxRSS` what the parent held when it started this process; the peak of the program itself is here. */
function mostKilobytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}
