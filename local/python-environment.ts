import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
/** Of one installation, on a machine that has other things to do. */
const longestInstallation = 30 * 60_000;

/**
 * The folder of the programs of `.venv/<name>`, which holds what the requirements file lists, and what the second one lists
 * without its dependencies; made when it is missing or lists something else. Needs python3.
 */
export function programsOf(name: string, requirementsFile: string, withoutDependencies?: string): string {
  const environment = join(root, '.venv', name);
  const installed = join(environment, 'installed.txt');
  const files = [requirementsFile, ...(withoutDependencies === undefined ? [] : [withoutDependencies])];
  const wanted = files.map((file) => readFileSync(file, 'utf8')).join('');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return join(environment, 'bin');
  const make = (command: string, ...parameters: string[]) => {
    const { status, error } = spawnSync(command, parameters, {
      stdio: ['ignore', process.stderr, 'inherit'],
      timeout: longestInstallation,
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`The Python environment ${environment} could not be made: see above.`);
  };
  make('python3', '-m', 'venv', '--clear', environment);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  make(join(environment, 'bin', 'python'), ...pip, '-r', requirementsFile);
  if (withoutDependencies !== undefined) {
    make(join(environment, 'bin', 'python'), ...pip, '--no-deps', '-r', withoutDependencies);
  }
  writeFileSync(installed, wanted);
  return join(environment, 'bin');
}
