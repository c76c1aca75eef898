import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import configuration from '#configuration';
import type { Patience } from '../../deploy/patience.ts';
import { formatsFor } from '../../lib/configuration/chosen-formats.ts';
import type { Connection } from '../../lib/configuration/connections.ts';
import { ExecutionEnded } from '../../lib/contracts/execution-ended.ts';
import {
  FetchedLabels,
  LabelGroup,
  LabelToTransform,
  LabelToWrite,
  TransformedLabel,
  WrittenLabel,
} from '../../lib/contracts/payloads.ts';
import type { Reader } from '../../lib/platforms/platform.ts';
import { log } from '../../lib/runtime/logger.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';
import { queueFunction } from '../../lib/runtime/queue-function.ts';
import { deadLetterQueue, labelEventsQueue, returnedEventsQueue } from '../../lib/runtime/queues.ts';
import { labelRecords, newStaging, stagedClasses, stageOne } from '../../lib/runtime/storage.ts';
import { taskFunction } from '../../lib/runtime/task-function.ts';
import { version } from '../../lib/runtime/version.ts';
import { fetchLabels } from '../../lib/steps/fetch-labels.ts';
import { recordFailureOf } from '../../lib/steps/record-failure.ts';
import { rescueExecution } from '../../lib/steps/rescue-execution.ts';
import { type StarterDependencies, startExports } from '../../lib/steps/start-export.ts';
import { transformLabel } from '../../lib/steps/transform-label.ts';
import { writeExport } from '../../lib/steps/write-export.ts';
import { extendClasses } from '../../lib/store/class-map.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { readStaged } from '../../lib/store/staging.ts';
import type { FunctionName } from '../../local/aws/deployed.ts';
import type { LambdaHandler } from '../../local/aws/lambda.ts';

export type SimulatedFunction = Extract<
  FunctionName,
  'startExport' | 'fetchLabels' | 'transformLabel' | 'writeExport' | 'rescueExecution'
>;

type Queue = NonNullable<Parameters<typeof deadLetterQueue>[0]>;

type Surroundings = {
  readonly patience: Patience;
  readonly store: ObjectStore;
  readonly queues: { readonly events: Queue; readonly deadLetters: Queue };
  readonly start: StarterDependencies['start'];
  readonly connection: Connection;
  readonly reader: Reader;
  readonly credential: string;
  readonly fetch: typeof fetch;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly onExported: (label: string) => void;
};

/** The functions as functions/ wires them, over what the simulation has in the place of S3, SQS and the platform. */
export function simulatedFunctions(surroundings: Surroundings): Readonly<Record<SimulatedFunction, LambdaHandler>> {
  const { patience, store, queues, start, connection, reader, wait, onExported } = surroundings;
  const enqueue = labelEventsQueue(queues.events);
  const deadLetter = deadLetterQueue(queues.deadLetters);
  const classes = stagedClasses(store);
  const stagedBytes = (staged: Parameters<typeof readStaged>[1]) => readStaged(store, staged);
  const now = () => new Date();
  const patienceMilliseconds = patience.patienceHours * 3_600_000;
  const failures = { store, version, newId: randomUUID, now, log };
  const recordFailure: StarterDependencies['recordFailure'] = (event, reason) =>
    recordFailureOf(event, reason, failures);

  const fetching = taskFunction(
    'FetchLabels',
    { input: LabelGroup, output: FetchedLabels },
    (group, { remainingMilliseconds }) =>
      fetchLabels(group, {
        reader,
        api: { ...platformApi(connection, { ...surroundings, remainingMilliseconds }), wait },
        labelsPerChild: patience.labelsAtOnce,
        staging: newStaging(store, group),
        records: labelRecords(store),
        timePrecision: connection.platform.timePrecision,
        extendClasses: (names) => extendClasses(store, group, names),
        enqueue,
        log,
      }),
  );
  const transforming = taskFunction('TransformLabel', { input: LabelToTransform, output: TransformedLabel }, (item) =>
    transformLabel(item, {
      formats: formatsFor(configuration, item.event),
      readStaged: stagedBytes,
      classes,
      stage: (bytes) => stageOne(store, item.event, bytes),
      log,
    }),
  );
  const writing = taskFunction('WriteExport', { input: LabelToWrite, output: WrittenLabel }, async (item) => {
    const dependencies = { store, readStaged: stagedBytes, enqueue, orderOf: () => 'all' as const, version, now, log };
    const written = await writeExport(item, { ...dependencies, newId: randomUUID });
    if (written.status === 'exported' || written.status === 'unchanged') onExported(item.label);
    return written;
  });
  return {
    startExport: queueFunction((records) =>
      startExports(records, { start, deadLetter, recordFailure, patienceMilliseconds, now, log }),
    ) as LambdaHandler,
    fetchLabels: fetching as LambdaHandler,
    transformLabel: transforming as LambdaHandler,
    writeExport: writing as LambdaHandler,
    rescueExecution: taskFunction('RescueExecution', { input: ExecutionEnded, output: z.void() }, async (event) => {
      await rescueExecution(event, {
        ...failures,
        inputOf: () => Promise.reject(new Error('The input of an execution is in its event.')),
        deadLetter,
        putBack: returnedEventsQueue(queues.events),
      });
    }) as LambdaHandler,
  };
}
