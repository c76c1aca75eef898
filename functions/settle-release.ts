import configuration from '#configuration';
import { ReleaseToSettle, SettledRelease } from '../lib/contracts/release.ts';
import { settleRelease } from '../lib/release/settle.ts';
import { releaseDependencies } from '../lib/runtime/release-functions.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const dependencies = releaseDependencies(configuration);

/** What was surveyed → which labels stand for their units, the units' names and splits, and the classes' numbers. */
export const handler = taskFunction('SettleRelease', { input: ReleaseToSettle, output: SettledRelease }, (release) =>
  settleRelease(release, dependencies),
);
