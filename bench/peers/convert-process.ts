import { commandLine, run } from '../../cli/command-line.ts';
import { answer } from '../child.ts';

/** Seconds of CPU that a process takes in which `labelwire convert` is all that happens, from its start on. */
const code = await run(commandLine(), ['convert', ...process.argv.slice(2)]);
if (code !== 0) throw new Error(`labelwire convert ended with ${code}.`);
const { userCPUTime, systemCPUTime } = process.resourceUsage();
answer((userCPUTime + systemCPUTime) / 1e6);
