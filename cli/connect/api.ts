import type { Connection } from '../../lib/configuration/connections.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';

const patienceMilliseconds = 120_000;

/** As the functions call it, from this machine. */
export function apiOf(connection: Connection, credential: string): PlatformApi {
  const end = Date.now() + patienceMilliseconds;
  return platformApi(connection, { credential, remainingMilliseconds: () => end - Date.now() });
}
