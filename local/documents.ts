import { join } from 'node:path';
import type { PlatformId } from '../lib/platforms/platforms.ts';
import { simulatedPlatforms } from './platforms/index.ts';
import type { ServedLabel } from './platforms/simulated-platform.ts';

export const samples = join(import.meta.dirname, 'samples');

export type Documents = {
  readonly labels: Partial<Record<PlatformId, ServedLabel[]>>;
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
};

/** The labels of a folder, `<folder>/<platform>/…`, for the platforms to serve; files that hold none, each with the reason. */
export async function loadDocuments(folder: string): Promise<Documents> {
  const loaded = await Promise.all(
    Object.values(simulatedPlatforms).map(async (simulated) => ({
      id: simulated.id,
      ...(await simulated.load(folder)),
    })),
  );
  return {
    labels: Object.fromEntries(loaded.map(({ id, labels }) => [id, labels])),
    refused: loaded.flatMap(({ refused }) => refused),
  };
}
