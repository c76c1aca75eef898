import { commandLine, run } from '../../../cli/command-line.ts';

/** `labelwire convert …` in a process of its own, which sends the most memory that it ever had, in bytes. */
process.exitCode = await run(commandLine(), ['convert', ...process.argv.slice(2)]);
process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());
