import { journal } from '../lib/runtime/journal.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { bucket } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { version } from '../lib/runtime/version.ts';
import { readStaged } from '../lib/store/staging.ts';
import { LabelToWrite, WrittenLabel } from '../lib/workflow/contracts.ts';
import { writeExport } from '../lib/workflow/write-export.ts';

const store = bucket();
const dependencies = {
  store,
  readStaged: (staged: Parameters<typeof readStaged>[1]) => readStaged(store, staged),
  enqueue: labelEventsQueue(),
  version,
  now: () => new Date(),
  journal,
};

/** The files of one revision of one label → S3, the newer one wins; then its record. */
export const handler = taskFunction('WriteExport', { input: LabelToWrite, output: WrittenLabel }, (item) =>
  writeExport(item, dependencies),
);
