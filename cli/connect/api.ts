import configuration from '../../labelwire.config.ts';
import type { PlatformSettings } from '../../lib/configuration/configuration.ts';
import type { Platform, PlatformApi } from '../../lib/platforms/platform.ts';
import type { PlatformId } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';

const patienceMilliseconds = 120_000;

/** The platform's settings in labelwire.config.ts. */
export function settingsOf(platform: Platform): PlatformSettings {
  const settings = configuration.platforms[platform.id as PlatformId];
  if (settings) return settings;
  throw new Error(
    `${platform.id} is not in labelwire.config.ts. Add it under "platforms" and give it a route, then deploy.`,
  );
}

/** As the functions call it, from this machine. */
export function apiOf(platform: Platform, credential: string): PlatformApi {
  const end = Date.now() + patienceMilliseconds;
  return platformApi(platform, {
    credential,
    settings: settingsOf(platform),
    remainingMilliseconds: () => end - Date.now(),
  });
}
