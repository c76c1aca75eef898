import { maximumGroup } from '../../lib/contracts/payloads.ts';
import { assumptions } from './assumptions.ts';

export type Traffic = {
  readonly labelsPerMonth: number;
  /** Hours of a month over which the labels come evenly. */
  readonly hoursPerMonth: number;
  /** serverless.yml: `batchingWindowSeconds`. */
  readonly windowSeconds: number;
};

/** serverless.yml */
export const usualWindowSeconds = 2;
export const hoursOfAMonth = assumptions.secondsPerMonth / 3600;

/**
 * Labels of one project in a batch, on average: a poller's window opens with a message, and those that come until it closes
 * are spread over all pollers.
 */
export function batchSize({ labelsPerMonth, hoursPerMonth, windowSeconds }: Traffic): number {
  const labelsPerSecond = labelsPerMonth / (hoursPerMonth * 3600);
  return Math.min(1 + (labelsPerSecond * windowSeconds) / assumptions.pollers, maximumGroup);
}
