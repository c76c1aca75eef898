import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../support/examples.ts';

/** Nothing listens there: a tool that would send something away fails. */
const deadEnd = 'http://127.0.0.1:9';
const tenMinutes = 600_000;

/** The folder of the programs of a virtual environment that holds what the file lists; made when it is missing. */
export function programsOf(environmentName: string, requirementsFile: string): string {
  const environment = join(root, '.venv', environmentName);
  const installed = join(environment, 'installed.txt');
  const wanted = readFileSync(join(import.meta.dirname, requirementsFile), 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return join(environment, 'bin');
  const make = (command: string, ...parameters: string[]) => {
    const { status, error } = spawnSync(command, parameters, { stdio: 'inherit', timeout: tenMinutes });
    if (error) throw error;
    if (status !== 0) throw new Error(`The Python environment ${environment} could not be made: see above.`);
  };
  make('python3', '-m', 'venv', '--clear', environment);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  make(join(environment, 'bin', 'python'), ...pip, '-r', join(import.meta.dirname, requirementsFile));
  writeFileSync(installed, wanted);
  return join(environment, 'bin');
}

/**
 * What the tool writes as JSON. It has a home without configuration files and no network. `ends` are the exit statuses
 * that mean it did its work.
 */
export function jsonOf(program: string, parameters: readonly string[], cwd: string, ends: readonly number[]): unknown {
  const home = mkdtempSync(join(tmpdir(), 'labelwire-scan-home-'));
  try {
    const { status, stdout, stderr, error } = spawnSync(program, parameters, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: tenMinutes,
      env: { PATH: process.env.PATH, HOME: home, HTTP_PROXY: deadEnd, HTTPS_PROXY: deadEnd },
    });
    if (error) throw error;
    if (status === null || !ends.includes(status)) {
      throw new Error(`${basename(program)} ended with ${status}:\n${stderr || stdout}`);
    }
    return JSON.parse(stdout);
  } finally {
    rmSync(home, { recursive: true });
  }
}
