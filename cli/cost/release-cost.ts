import { assumptions } from './assumptions.ts';
import { at } from './batch-counts.ts';
import { type CostLine, line } from './monthly-cost.ts';
import { prices } from './prices.ts';
import { type CountedReleases, requestRate } from './release-counts.ts';

/** Labels of a batch: lib/release/plan.ts. */
const labelsPerBatch = 1_000;

/**
 * One release, built from so many labels: COCO and YOLO in tar files. The layout `files` is a PUT more for each file of a
 * format that has a file a data unit; it is not in here.
 */
export function releaseCost(counts: CountedReleases, labels: number): CostLine[] {
  const batches = Math.ceil(labels / labelsPerBatch);
  const requests = (...operations: string[]) => at(requestRate(counts, operations), labels);
  const steps = Object.values(assumptions.release.steps);
  const invocations = steps.reduce((sum, { per }) => sum + (per === 'batch' ? batches : 1), 0);
  const gbSeconds = steps.reduce((sum, { per, milliseconds, label, memoryMb }) => {
    const times = per === 'batch' ? batches : 1;
    return sum + ((milliseconds * times + label * labels) / 1_000) * (memoryMb / 1_024);
  }, 0);
  // Of each Map a child starts for a batch, which is a transition of the parent, and passes its start and one state.
  const children = 2 * batches;
  return [
    line('Lambda', 'requests of releases', invocations, prices.lambdaRequest),
    line('Lambda', 'GB-seconds of releases', gbSeconds, prices.lambdaArmGbSecond),
    line(
      'Step Functions',
      'transitions of releases',
      assumptions.release.states + children * 3,
      prices.standardTransition,
    ),
    line('S3', 'PUT and LIST of releases', requests(...paidAsPut), prices.s3Put),
    line('S3', 'GET and HEAD of releases', requests('GetObject', 'HeadObject'), prices.s3Get),
  ];
}

/** Operations of S3 that are paid as a PUT. */
export const paidAsPut = [
  'PutObject',
  'ListObjectsV2',
  'ListObjectVersions',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
];
