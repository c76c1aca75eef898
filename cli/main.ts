#!/usr/bin/env node
// Executable, too: npx keeps links of its own, and those that it made of an earlier version lead here.
import { commandLine, run } from './command-line.ts';

// Who reads the output may stop before its end, as in `labelwire formats | head`: what is left is wanted by nobody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const args = process.argv.slice(2);
process.exitCode = await run(await commandLine(args), args);
