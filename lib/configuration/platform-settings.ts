import { InvalidConfiguration } from '../contracts/errors.ts';
import type { Platform } from '../platforms/platform.ts';
import { isPlatformId, platforms } from '../platforms/platforms.ts';
import type { Configuration, PlatformSettings } from './configuration.ts';

/** The platform of an event and its settings; an event may outlive the configuration it was accepted under. */
export function platformOf(
  id: string,
  configuration: Configuration,
): { platform: Platform; settings: PlatformSettings } {
  const settings = isPlatformId(id) ? configuration.platforms[id] : undefined;
  if (!isPlatformId(id) || !settings)
    throw new InvalidConfiguration(`The platform ${id} is not in labelwire.config.ts any more.`);
  return { platform: platforms[id], settings };
}
