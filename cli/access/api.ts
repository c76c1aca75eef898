import configuration from '../../labelwire.config.ts';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';

const configured: Configuration['platforms'] = configuration.platforms;

/** The API of a platform, which labelwire.config.ts does not name where no label of the platform is exported. */
export function accessApi(id: PlatformId, credential: string, patienceMilliseconds: number): PlatformApi {
  const end = Date.now() + patienceMilliseconds;
  const settings = configured[id] ?? {};
  return platformApi(platforms[id], { credential, settings, remainingMilliseconds: () => end - Date.now() });
}
