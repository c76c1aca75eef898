import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/examples.ts';
import { writeLabels } from './write-labels.ts';

/** Writes labels with our formats, and has the tools that training code is made of read them back. Needs python3. */

const requirements = join(import.meta.dirname, 'requirements.txt');
const environment = join(root, '.venv', 'formats');
const python = join(environment, 'bin', 'python');
const installed = join(environment, 'installed.txt');

function run(command: string, ...parameters: string[]): number {
  const { status, error } = spawnSync(command, parameters, { stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}

function makeEnvironment(): void {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  const failed =
    run('python3', '-m', 'venv', '--clear', environment) ||
    run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements);
  if (failed) throw new Error(`The Python environment ${environment} could not be made: see above.`);
  writeFileSync(installed, wanted);
}

makeEnvironment();
const folder = mkdtempSync(join(tmpdir(), 'labelwire-formats-'));
try {
  writeLabels(folder);
  process.exitCode = run(python, join(import.meta.dirname, 'read_back.py'), folder);
} finally {
  rmSync(folder, { recursive: true });
}
