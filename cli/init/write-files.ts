import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderFile } from './folder-files.ts';

export type WrittenFile = { readonly file: string; readonly outcome: 'written' | 'unchanged' | 'kept' };

/**
 * Writes what is not there yet. A file that differs is overwritten only where `mayOverwrite` says so; it is asked for all of them
 * before the first is written.
 */
export async function writeFiles(
  folder: string,
  files: readonly FolderFile[],
  mayOverwrite: (file: string) => Promise<boolean>,
): Promise<WrittenFile[]> {
  const planned: (FolderFile & WrittenFile)[] = [];
  for (const { file, text } of files) {
    const before = textIfThere(join(folder, file));
    const isToWrite = before === undefined || (before !== text && (await mayOverwrite(file)));
    planned.push({ file, text, outcome: isToWrite ? 'written' : before === text ? 'unchanged' : 'kept' });
  }
  mkdirSync(folder, { recursive: true });
  for (const { file, text, outcome } of planned) if (outcome === 'written') writeFileSync(join(folder, file), text);
  return planned.map(({ file, outcome }) => ({ file, outcome }));
}

export function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
