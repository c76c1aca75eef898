import { quoted } from '../lib/contracts/printable.ts';
import type { PlatformAccess } from '../lib/platforms/access.ts';
import type { Platform } from '../lib/platforms/platform.ts';
import { isPlatformId, type PlatformId, platforms } from '../lib/platforms/platforms.ts';

/** A platform with what its folder says about delegated access. */
export type AccessPlatform = PlatformAccess & { readonly id: PlatformId };

const hasAccess = (platform: Platform): boolean => platform.access !== undefined;

export const accessPlatformIds = (): readonly string[] =>
  Object.values(platforms)
    .filter(hasAccess)
    .map(({ id }) => id);

/** Throws an error that lists the platforms with delegated access, where this is not one of them. */
export async function accessPlatform(id: string): Promise<AccessPlatform> {
  const loaded = isPlatformId(id) ? await (platforms[id] as Platform).access?.() : undefined;
  if (isPlatformId(id) && loaded) return { ...loaded.default, id };
  throw new Error(
    `--platform must be a platform with delegated access (${accessPlatformIds().join(', ')}), but is ${quoted(id)}.`,
  );
}
