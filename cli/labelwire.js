#!/usr/bin/env node
import * as module from 'node:module';
import { join } from 'node:path';

// The oldest that loads a labelwire.config.ts and has all that is called here.
const oldest = 24;
if (Number.parseInt(process.versions.node, 10) < oldest) {
  console.error(`labelwire: Node must be of version ${oldest} or newer, but is ${process.version}.`);
  process.exit(1);
}

// The next call finds there what Node compiled, and what it made of TypeScript. This file is JavaScript, because Node would
// load its compiler of TypeScript for it before it knows of anything that was kept.
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'labelwire'));
await import('./main.ts');
