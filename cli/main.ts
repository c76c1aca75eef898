#!/usr/bin/env node
// Executable, too: npx keeps links of its own, and those that it made of an earlier version lead here.
import { run } from './command-line.ts';

// Who reads the output may stop before its end, as in `labelwire formats | head`: what is left is wanted by nobody. A command
// that has something to give back listens, too, and ends by itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream.listenerCount('error') === 1) process.exit();
  });
}
process.exitCode = await run(process.argv.slice(2));
