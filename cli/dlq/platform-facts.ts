import { printable } from '../../lib/contracts/printable.ts';
import { loadConnections } from '../load-configuration.ts';
import type { PlatformFacts } from './what-to-do.ts';

/** By the names of connections. A configuration that cannot be read is no reason not to list letters: it may be why they are there. */
export async function platformFacts(): Promise<ReadonlyMap<string, PlatformFacts>> {
  try {
    const connections = await loadConnections();
    const facts = connections.map(async ({ name, platform }): Promise<[string, PlatformFacts]> => {
      const { credential } = (await platform.setup()).default;
      return [name, { title: platform.title, keyIsMade: credential.where }];
    });
    return new Map(await Promise.all(facts));
  } catch (error) {
    console.error(`labelwire: platforms are not named: ${printable((error as Error).message)}`);
    return new Map();
  }
}
