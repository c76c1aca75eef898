#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// The next call finds there what Node compiled, and what it made of TypeScript. This file is JavaScript, because Node would
// load its compiler of TypeScript for it before it knows of anything that was kept.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'labelwire'));
await import('./main.ts');
