#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything of ours is imported: the next call finds there what Node compiled, and what it made of TypeScript.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'labelwire'));
const { commandLine, run } = await import('./command-line.ts');

// Who reads the output may stop before its end, as in `labelwire formats | head`: what is left is wanted by nobody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const args = process.argv.slice(2);
process.exitCode = await run(await commandLine(args), args);
