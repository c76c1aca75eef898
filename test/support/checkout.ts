import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './examples.ts';

const left = new Set(['.git', 'node_modules', 'dist', '.serverless', '.labelwire']);

export type Checkout = {
  readonly folder: string;
  /** Runs a file of the checkout, or of node_modules/.bin, on its Node; rejects with all that it printed when it fails. */
  run(file: string, ...args: readonly string[]): Promise<string>;
  remove(): void;
};

/** A copy of this project that a test may change, as a user's clone. */
export function copiedCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'labelwire-checkout-'));
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !left.has(source.slice(root.length + 1).split('/')[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    async run(file, ...args) {
      const { PATH } = process.env; // without the condition that selects the samples
      const options = { cwd: folder, env: { PATH, HOME: folder }, maxBuffer: 64 * 1024 * 1024 };
      try {
        return (await promisify(execFile)(process.execPath, [join(folder, file), ...args], options)).stdout;
      } catch (error) {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The compiler over all of the checkout; what it found before is kept, so that a second call takes a moment. */
export const typeCheck = (checkout: Checkout): Promise<string> =>
  checkout.run('node_modules/typescript/bin/tsc', '-p', '.', '--incremental', '--tsBuildInfoFile', 'tsc.json');
