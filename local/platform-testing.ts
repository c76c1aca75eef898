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
