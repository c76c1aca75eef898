import type { Platform } from '../lib/platforms/platform.ts';
import { platforms } from '../lib/platforms/platforms.ts';
import type { PlatformTesting } from '../lib/platforms/testing.ts';

const all: ReadonlyMap<string, PlatformTesting> = new Map(
  await Promise.all(Object.values(platforms).map(async ({ id, testing }) => [id, (await testing()).default] as const)),
);

/** What the platform of this id brings for tests and benchmarks. */
export function testingOf(id: string): PlatformTesting {
  const testing = all.get(id);
  if (testing) return testing;
  throw new Error(`There is no platform ${id}.`);
}

/** The platform of this id, for code that must go on compiling where the platform was removed. */
export function platformOf(id: string): Platform {
  const platform = Object.values<Platform>(platforms).find((each) => each.id === id);
  if (platform) return platform;
  throw new Error(`There is no platform ${id}.`);
}
