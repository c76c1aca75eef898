import configuration from '../labelwire.config.ts';
import { journal } from '../lib/runtime/journal.ts';
import { bucket, classMaps, stageOne } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { readStaged } from '../lib/store/staging.ts';
import { formatsFor } from '../lib/workflow/chosen-formats.ts';
import { LabelToTransform, TransformedLabel } from '../lib/workflow/contracts.ts';
import { transformLabel } from '../lib/workflow/transform-label.ts';

const store = bucket();
const classes = classMaps(store);

/** A canonical label → the files of its route's formats. */
export const handler = taskFunction('TransformLabel', { input: LabelToTransform, output: TransformedLabel }, (item) =>
  transformLabel(item, {
    formats: formatsFor(configuration, item.event),
    readStaged: (staged) => readStaged(store, staged),
    classes: (needed) => classes.holding(item.event, needed),
    stage: (bytes) => stageOne(store, item.event, bytes),
    journal,
  }),
);
