import type { ExitCode } from './failure.ts';

const interrupted: ExitCode = 130;

/**
 * Who reads the output may stop before its end, as in `labelwire formats | head`: what is left is wanted by nobody, and the
 * process ends without a word, like one that Ctrl-C stops. One that has something to give back listens, too, and ends by itself.
 */
export function endWithItsReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream.listenerCount('error') === 1) process.exit(interrupted);
    });
  }
}
