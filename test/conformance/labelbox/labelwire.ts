import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../support/examples.ts';
import type { World } from './world.ts';

const longestMilliseconds = 90_000;

/** `text`: both outputs in the order of their lines; `output`: what a program would read. */
export type Ended = { readonly status: number | null; readonly text: string; readonly output: string };

/** The real command line. `killAt`: how the line begins at which it is killed, as if the power failed. */
export async function labelwire(
  { environment, folder }: World,
  parameters: readonly string[],
  killAt?: string,
): Promise<Ended> {
  const child = spawn(process.execPath, [...process.execArgv, join(root, 'cli', 'main.ts'), ...parameters], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...environment },
    timeout: longestMilliseconds,
    killSignal: 'SIGKILL',
  });
  const lines: string[] = [];
  const printed: string[] = [];
  const read = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface(stream)) {
      lines.push(line);
      if (stream === child.stdout) printed.push(line);
      if (killAt !== undefined && line.startsWith(killAt)) child.kill('SIGKILL');
    }
  };
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
  await Promise.all([read(child.stdout), read(child.stderr)]);
  return { status: await ended, text: lines.join('\n'), output: printed.join('\n') };
}
