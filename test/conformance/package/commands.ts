import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Platform } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';

export type Environment = Readonly<Record<string, string>>;

/** A shell of a user: nothing of this project is on its PATH or in its options. */
export const shellOf = (folder: string, more: Environment = {}): Environment => ({
  PATH: `${join(process.execPath, '..')}:${process.env.PATH}`,
  HOME: process.env.HOME ?? folder,
  ...more,
});

/** Gives back what the program printed; rejects with it when it fails. */
export async function call(program: string, args: readonly string[], cwd: string, env: Environment): Promise<string> {
  try {
    return (await promisify(execFile)(program, [...args], { cwd, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args[0]} failed: ${stdout} ${stderr}`, { cause: error });
  }
}

/** `npm create labelwire <folder>`, of an archive instead of the registry. */
export async function create(folder: string, archive: string, args: readonly string[], env: Environment) {
  const empty = join(folder, '..', `of-${Date.now()}`);
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{}'); // else npm takes a folder above for the project
  const program = ['exec', '--yes', '--prefer-offline', `--package=${archive}`, '--', 'labelwire', 'init', folder];
  return call('npm', [...program, '--package', `file:${archive}`, '--yes', ...args], empty, env);
}

export const install = (folder: string, env: Environment): Promise<string> =>
  call('npm', ['install', '--prefer-offline'], folder, env);

/** A platform that has a server for everybody, and whose webhooks an API makes: nobody has to click. */
export async function platformWithoutClicks(): Promise<Platform> {
  for (const platform of Object.values<Platform>(platforms))
    if (platform.api.url && (await platform.setup()).default.register) return platform;
  throw new Error('No platform makes webhooks by its API.');
}
