import configuration from '#configuration';
import { BatchToBuild, Done } from '../lib/contracts/release.ts';
import { writeBatch } from '../lib/release/write.ts';
import { releaseDependencies } from '../lib/runtime/release-functions.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const dependencies = releaseDependencies(configuration);

/** A batch of frozen labels → the files of their units, and what they bring to the files of all. */
export const handler = taskFunction('WriteBatch', { input: BatchToBuild, output: Done }, (batch) =>
  writeBatch(batch, dependencies),
);
