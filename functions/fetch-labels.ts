import configuration from '../labelwire.config.ts';
import { platformOf } from '../lib/configuration/platform-settings.ts';
import { FetchedLabels, LabelGroup } from '../lib/contracts/payloads.ts';
import { log } from '../lib/runtime/logger.ts';
import { platformApi } from '../lib/runtime/platform-http.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { apiCredentials } from '../lib/runtime/secrets.ts';
import { bucket, classMaps, newStaging } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { fetchLabels } from '../lib/steps/fetch-labels.ts';

const credentialOf = apiCredentials();
const store = bucket();
const classes = classMaps(store);
const enqueue = labelEventsQueue();

/** A group of events → their labels, as canonical labels in staging/; those that cannot be had yet → label-events. */
export const handler = taskFunction(
  'FetchLabels',
  { input: LabelGroup, output: FetchedLabels },
  async (group, { remainingMilliseconds }) => {
    const { platform, settings } = platformOf(group.platform, configuration);
    const credential = await credentialOf(platform.id);
    return fetchLabels(group, {
      reader: (await platform.reader()).default,
      api: platformApi(platform, { credential, settings, remainingMilliseconds }),
      staging: newStaging(store, group),
      extendClasses: (names) => classes.extend(group, names),
      enqueue,
      log,
    });
  },
);
