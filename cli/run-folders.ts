import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A folder for what this run keeps on the disk for a while: its name says which process it belongs to. */
export const newRunFolder = (parent: string, name: string): string =>
  mkdtempSync(join(parent, `${name}-${process.pid}-`));

/** Removes the folders that runs left which were killed; those of a run that goes on stay. */
export function removeAbandoned(parent: string, name: string): void {
  for (const entry of readdirSync(parent)) {
    const owner = entry.startsWith(`${name}-`) && /^-(\d+)-/.exec(entry.slice(name.length))?.[1];
    if (owner && !isRunning(Number(owner))) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0); // signal 0 is sent to nobody: it only asks whether there is such a process
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}
