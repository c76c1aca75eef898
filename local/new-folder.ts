import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { newRunFolder, removeAbandoned } from '../cli/run-folders.ts';

const name = 'labelwire-run';
const made = new Set<string>();

/** A folder for as long as this process lives, or until `removeFolders`. A process that is killed leaves it to `removeAbandonedFolders`. */
export function newFolder(parent = tmpdir()): string {
  const folder = newRunFolder(parent, name);
  made.add(folder);
  return folder;
}

export function removeFolders(): void {
  // What was killed just now may still write.
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  made.clear();
}
process.once('exit', removeFolders);

/** Those of processes that are gone. */
export const removeAbandonedFolders = (): void => removeAbandoned(tmpdir(), name);
