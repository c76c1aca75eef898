import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { localEnvironmentFile } from '../../cli/deployment.ts';
import { root } from './examples.ts';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Call = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** What comes in at standard input; nothing, and its end, unless given. */
  readonly input?: string;
};

/** `labelwire …` as an operator runs it, in a process of its own, with no other environment than this. */
export const labelwire = (
  args: readonly string[],
  { environment = {}, folder, input = '' }: Call = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = {
      env: { PATH: process.env.PATH, ...environment },
      maxBuffer: 64 * 1024 * 1024,
      cwd: folder ?? root,
    };
    const child = execFile(
      process.execPath,
      [join(root, 'cli', 'main.ts'), ...args],
      options,
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(input);
  });

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'labelwire-'));

/** A folder in which `npm start` wrote down this environment. */
export function folderOfLocalPipeline(environment: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  mkdirSync(join(folder, dirname(localEnvironmentFile)));
  writeFileSync(join(folder, localEnvironmentFile), JSON.stringify(environment));
  return folder;
}
