import type { Platform } from './platform.ts';
import * as registry from './registry.ts';

export type PlatformId = keyof typeof registry;

/** Every platform by its id; a registry name that is not the platform's own id does not compile. */
export const platforms: { readonly [Id in PlatformId]: Platform<Id> } = registry;

export const isPlatformId = (id: string): id is PlatformId => Object.hasOwn(platforms, id);
