import configuration from '#configuration';
import { connectionOf } from '../lib/configuration/connections.ts';
import { syncTerms } from '../lib/configuration/sync-terms.ts';
import { SyncCall, SyncProgress } from '../lib/contracts/sync.ts';
import { log } from '../lib/runtime/logger.ts';
import { platformApi } from '../lib/runtime/platform-http.ts';
import { apiCredentials, deployedSecrets } from '../lib/runtime/secrets.ts';
import { executionStarter, executionWatcher } from '../lib/runtime/state-machine.ts';
import { bucket } from '../lib/runtime/storage.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { version } from '../lib/runtime/version.ts';
import { withCredential } from '../lib/runtime/with-credential.ts';
import { advance, connectionOfCall } from '../lib/sync/advance.ts';

const credentialOf = apiCredentials(deployedSecrets(log));
const deployment = { store: bucket(), start: executionStarter(), isRunning: executionWatcher(), version, log };

/** A run of sync, as far as one call gets: what the platform has and the bucket lacks → executions of export-labels. */
export const handler = taskFunction(
  'SyncLabels',
  { input: SyncCall, output: SyncProgress },
  async (call, { remainingMilliseconds }) => {
    const connection = connectionOf(connectionOfCall(call), configuration);
    const { default: reader } = await connection.platform.reader();
    return withCredential(connection.name, { credentialOf, log }, (credential) => {
      const api = platformApi(connection, { credential, remainingMilliseconds });
      const terms = syncTerms(configuration, connection.name);
      return advance(call, { ...deployment, ...terms, reader, api, remainingMilliseconds });
    });
  },
);
