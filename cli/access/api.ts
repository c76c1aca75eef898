import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';
import { loadConnections } from '../load-configuration.ts';

/**
 * The API of a platform, with the settings of its first connection in labelwire.config.ts. Where no label of the platform is
 * exported it has none: delegated access can be used alone.
 */
export async function accessApi(
  id: PlatformId,
  credential: string,
  patienceMilliseconds: number,
): Promise<PlatformApi> {
  const end = Date.now() + patienceMilliseconds;
  const configured = (await loadConnections()).find(({ platform }) => platform.id === id);
  const connection = configured ?? { name: id, platform: platforms[id], settings: {} };
  return platformApi(connection, { credential, remainingMilliseconds: () => end - Date.now() });
}
