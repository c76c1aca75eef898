import { PlannedRelease, ReleaseToPlan } from '../lib/contracts/release.ts';
import { planRelease } from '../lib/release/plan.ts';
import { optional, required } from '../lib/runtime/environment.ts';
import { bucket } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const dependencies = {
  store: bucket(),
  place: { bucket: required('BUCKET'), prefix: optional('BUCKET_PREFIX') ?? '' },
};

/** What is to be released → its labels as they are now, pinned in batches. */
export const handler = taskFunction('PlanRelease', { input: ReleaseToPlan, output: PlannedRelease }, (release) =>
  planRelease(release, dependencies),
);
