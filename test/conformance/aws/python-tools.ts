import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/examples.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const environment = join(root, '.venv', 'aws');
const installed = join(environment, 'installed.txt');

/** The Python that has the tools of requirements.txt; they are installed when they are missing. Needs python3. */
export function pythonWithTools(): string {
  const python = join(environment, 'bin', 'python');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return python;
  run('python3', '-m', 'venv', '--clear', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements);
  writeFileSync(installed, wanted);
  return python;
}

function run(command: string, ...parameters: string[]): void {
  const { status, error } = spawnSync(command, parameters, { stdio: 'inherit', timeout: 300_000 });
  if (error) throw error;
  if (status !== 0) throw new Error(`The Python environment ${environment} could not be made: see above.`);
}
