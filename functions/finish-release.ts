import configuration from '#configuration';
import { FinishedRelease, ReleaseToFinish } from '../lib/contracts/release.ts';
import { finishRelease } from '../lib/release/finish.ts';
import { releaseDependencies } from '../lib/runtime/release-functions.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const dependencies = releaseDependencies(configuration);

/** Files of a release → its manifest, and release.json, which commits it; of a build that failed only why. */
export const handler = taskFunction('FinishRelease', { input: ReleaseToFinish, output: FinishedRelease }, (release) =>
  finishRelease(release, dependencies),
);
