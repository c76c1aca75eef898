#!/usr/bin/env node
// Executable, too: npx keeps links of its own, and those that it made of an earlier version lead here.
import { endWithItsReader } from './closed-output.ts';
import { run } from './command-line.ts';

endWithItsReader();
process.exitCode = await run(process.argv.slice(2));
