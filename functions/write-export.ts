import { randomUUID } from 'node:crypto';
import configuration from '#configuration';
import { routeOf } from '../lib/configuration/configuration.ts';
import { configurationDigest } from '../lib/configuration/digest.ts';
import { LabelToRecord } from '../lib/contracts/dead-letter.ts';
import type { Project } from '../lib/contracts/keys.ts';
import { type LabelEvent, WrittenLabel } from '../lib/contracts/payloads.ts';
import { wantedEventBus } from '../lib/runtime/event-bus.ts';
import { log } from '../lib/runtime/logger.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { bucket } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { version } from '../lib/runtime/version.ts';
import { announceStanding } from '../lib/steps/announce-label.ts';
import { recordFailure } from '../lib/steps/record-failure.ts';
import { writeExport } from '../lib/steps/write-export.ts';
import type { ClaimOrder } from '../lib/store/claims.ts';
import { readStaged } from '../lib/store/staging.ts';

const store = bucket();
const dependencies = {
  store,
  readStaged: (staged: Parameters<typeof readStaged>[1]) => readStaged(store, staged),
  enqueue: labelEventsQueue(),
  orderOf: (event: LabelEvent): ClaimOrder => (routeOf(configuration, event)?.labels === 'newest' ? 'newest' : 'all'),
  bus: wantedEventBus(),
  configurationOf: (project: Project) => configurationDigest(configuration, project),
  newId: randomUUID,
  version,
  now: () => new Date(),
  log,
};

/** The files of one revision of one label → S3, then its record; of a label that is given up only a note in the record. */
export const handler = taskFunction('WriteExport', { input: LabelToRecord, output: WrittenLabel }, (item) => {
  if (item.status === 'given-up') return recordFailure(item, dependencies);
  return item.status === 'unannounced' ? announceStanding(item, dependencies) : writeExport(item, dependencies);
});
