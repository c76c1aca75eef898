import configuration from '#configuration';
import { formatsFor } from '../lib/configuration/chosen-formats.ts';
import { routeOf } from '../lib/configuration/configuration.ts';
import { formatsDigest } from '../lib/configuration/digest.ts';
import { LabelToTransform, TransformedLabel } from '../lib/contracts/payloads.ts';
import { largestLabel } from '../lib/runtime/largest-label.ts';
import { log } from '../lib/runtime/logger.ts';
import { bucket, stagedClasses, stageOne } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { transformLabel } from '../lib/steps/transform-label.ts';
import { readStaged } from '../lib/store/staging.ts';

const store = bucket();
const classes = stagedClasses(store);

/** A canonical label → the files of its route's formats. */
export const handler = taskFunction('TransformLabel', { input: LabelToTransform, output: TransformedLabel }, (item) =>
  transformLabel(item, {
    formats: formatsFor(configuration, item.event),
    formatsDigest: formatsDigest(configuration, item.event),
    taking: routeOf(configuration, item.event),
    readStaged: (staged) => readStaged(store, staged),
    classes,
    stage: (bytes) => stageOne(store, item.event, bytes),
    largestLabel: largestLabel(),
    log,
  }),
);
