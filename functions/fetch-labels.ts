import configuration from '#configuration';
import { connectionOf, readingOf } from '../lib/configuration/connections.ts';
import { FetchedLabels, LabelGroup } from '../lib/contracts/payloads.ts';
import { fetchLimits } from '../lib/runtime/fetch-limits.ts';
import { log } from '../lib/runtime/logger.ts';
import { platformApi } from '../lib/runtime/platform-http.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { apiCredentials, deployedSecrets } from '../lib/runtime/secrets.ts';
import { bucket, labelRecords, newStaging } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { withCredential } from '../lib/runtime/with-credential.ts';
import { fetchLabels } from '../lib/steps/fetch-labels.ts';
import { extendClasses } from '../lib/store/class-map.ts';

const credentialOf = apiCredentials(deployedSecrets(log));
const store = bucket();
const enqueue = labelEventsQueue();

/** A group of events → their labels, as canonical labels in staging/; those that cannot be had yet → label-events. */
export const handler = taskFunction(
  'FetchLabels',
  { input: LabelGroup, output: FetchedLabels },
  async (group, { remainingMilliseconds }) => {
    const connection = connectionOf(group.connection, configuration);
    const { default: reader } = await connection.platform.reader();
    return withCredential(connection.name, { credentialOf, log }, (credential) =>
      fetchLabels(group, {
        reader,
        api: platformApi(connection, { credential, remainingMilliseconds }),
        staging: newStaging(store, group),
        records: labelRecords(store),
        ...readingOf(connection),
        ...fetchLimits(configuration, group, remainingMilliseconds),
        extendClasses: (names) => extendClasses(store, group, names),
        enqueue,
        log,
      }),
    );
  },
);
