import { BatchToBuild, Done } from '../lib/contracts/release.ts';
import { surveyBatch } from '../lib/release/survey.ts';
import { bucket } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const store = bucket();

/** A batch of pinned labels → the frozen labels, and what settling has to know of them. */
export const handler = taskFunction('SurveyBatch', { input: BatchToBuild, output: Done }, (batch) =>
  surveyBatch(batch, store),
);
