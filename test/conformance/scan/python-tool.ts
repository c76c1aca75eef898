import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { newFolder } from '../../../local/new-folder.ts';

/** Nothing listens there: a tool that would send something away fails. */
const deadEnd = 'http://127.0.0.1:9';
const tenMinutes = 600_000;

/**
 * What the tool writes as JSON. It has a home without configuration files and no network. `ends` are the exit statuses
 * that mean it did its work.
 */
export function jsonOf(program: string, parameters: readonly string[], cwd: string, ends: readonly number[]): unknown {
  const home = newFolder();
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
}
