#!/usr/bin/env node
import { commandLine, run } from './command-line.ts';

if (import.meta.main) process.exitCode = await run(commandLine(), process.argv.slice(2));
