import type { Log } from '../contracts/log-events.ts';
import { optional } from './environment.ts';

/** MB. A container writes a line each time that the most it has used passes one more of these, so there are few. */
const stepMegabytes = 64;

const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;

/**
 * Logs how much memory the process has used at most, of how much it has: Lambda itself reports it for each invocation,
 * and only with DEBUG (deploy/log-levels.ts). Outside of Lambda, where nothing says how much there is, it is silent.
 */
export function memoryWatch(step: string, log: Log, peak: () => number = peakMegabytes): () => void {
  const of = Number(optional('AWS_LAMBDA_FUNCTION_MEMORY_SIZE') ?? 0);
  let noted = 0;
  return () => {
    const megabytes = Math.round(peak());
    if (of === 0 || Math.floor(megabytes / stepMegabytes) <= Math.floor(noted / stepMegabytes)) return;
    noted = megabytes;
    log('memory-grown', { step, megabytes, of });
  };
}
