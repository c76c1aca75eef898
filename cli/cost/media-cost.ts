import { everyNeed, type Need } from '../../lib/label/need.ts';
import { assumptions } from './assumptions.ts';
import { type CostLine, line } from './monthly-cost.ts';
import { prices } from './prices.ts';

/**
 * What it costs to read a file of so many labels, at most: what each medium needs is read in one go, and of a label's
 * media it is the dearest. Files of web hosts are no requests of S3, and take as long.
 */
export function mediaCost(needs: readonly Need[], labels: number): CostLine[] {
  const readings = everyNeed.filter((need) => needs.includes(need)).map((need) => assumptions.media[need]);
  if (readings.length === 0) return [];
  const reads = Math.max(...readings.map((reading) => reading.reads));
  const milliseconds = Math.max(...readings.map((reading) => reading.milliseconds));
  const gbSeconds = (labels * milliseconds * assumptions.memoryMb.fetchLabels) / 1024 / 1000;
  return [
    line('S3', 'GET of media, at most', labels * reads, prices.s3Get),
    line('Lambda', 'GB-seconds of media, at most', gbSeconds, prices.lambdaArmGbSecond),
  ];
}
