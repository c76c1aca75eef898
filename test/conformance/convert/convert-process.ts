import { run } from '../../../cli/command-line.ts';

/** `labelwire convert …` in a process of its own, which sends the most memory that it ever had, in bytes. */
const args = ['convert', ...process.argv.slice(2)];
process.exitCode = await run(args);
process.send?.(process.resourceUsage().maxRSS * 1024, () => process.disconnect());
