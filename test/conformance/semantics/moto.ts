import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programsOf } from '../../../local/python-environment.ts';
import type { Running } from './try-rules.ts';

const secondsToStart = 60;
const secondsToLive = 300;

/** The alarm ends it when nobody is left to stop it. */
const program = `
import signal
from moto.server import main
signal.alarm(${secondsToLive})
main(["-H", "127.0.0.1", "-p", "0"])
`;

/** moto's server on a free port of loopback, all in memory. */
export async function startMoto(): Promise<Running> {
  const python = join(programsOf('moto', join(import.meta.dirname, 'requirements.txt')), 'python');
  const server = spawn(python, ['-c', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // a group of its own: Ctrl-C is for us, who then stop it
    env: { PATH: process.env.PATH },
  });
  const kill = () => server.kill('SIGKILL'); // it keeps nothing that could be spoilt
  process.once('exit', kill);
  const ended = once(server, 'exit');
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await ended;
  };
  const late = setTimeout(kill, secondsToStart * 1000);
  const said: string[] = [];
  for await (const line of createInterface(server.stderr)) {
    said.push(line);
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (!url) continue;
    clearTimeout(late);
    server.stderr.resume(); // it writes a line a request
    return { title: 'moto', url, stop };
  }
  clearTimeout(late);
  await stop();
  throw new Error(`moto did not start within ${secondsToStart} seconds:\n${said.join('\n')}`);
}
