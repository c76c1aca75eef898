#!/usr/bin/env node
import { commandLine, run } from './command-line.ts';

if (import.meta.main) {
  // Who reads the output may stop before its end, as in `labelwire formats | head`: what is left is wanted by nobody.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.exitCode = await run(commandLine(), process.argv.slice(2));
}
