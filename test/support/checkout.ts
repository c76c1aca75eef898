import { execFile } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from '../../local/new-folder.ts';
import { root } from './examples.ts';

const left = new Set(['.git', 'node_modules', 'dist', '.serverless', '.labelwire', '.venv']);

export type Checkout = {
  readonly folder: string;
  /** Runs a file of the checkout on its Node; rejects with all that it printed when it fails. */
  run(file: string, ...args: readonly string[]): Promise<string>;
  /** Runs a line of a shell as a person would in the checkout; rejects likewise. */
  shell(line: string): Promise<string>;
  remove(): void;
};

/** A copy of this project that a test may change, as a user's clone. */
export function copiedCheckout(): Checkout {
  const folder = newFolder();
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !left.has(source.slice(root.length + 1).split('/')[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const output = async (program: string, args: readonly string[]) => {
    // No NODE_OPTIONS: the condition that selects the samples is not set in a user's shell.
    const env = { PATH: `${join(folder, 'node_modules', '.bin')}:${process.env.PATH}`, HOME: folder };
    try {
      const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
      return (await promisify(execFile)(program, [...args], options)).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`${args.at(-1)} failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  };
  return {
    folder,
    run: (file, ...args) => output(process.execPath, [join(folder, file), ...args]),
    shell: (line) => output('sh', ['-c', line]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The compiler over all of the checkout; what it found before is kept, so that a second call takes half as long. */
export const typeCheck = (checkout: Checkout): Promise<string> =>
  checkout.shell('tsc -p . --incremental --tsBuildInfoFile tsc.json');
