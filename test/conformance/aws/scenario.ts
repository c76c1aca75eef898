import type { Check } from './checks.ts';
import type { Deployment } from './deployment.ts';
import type { PlatformSite } from './platforms.ts';
import type { Report } from './report.ts';
import type { Service } from './service.ts';

/** What is done with a deployment. */
export type Scenario = {
  /** It must end in so many minutes, the removal of what it made not counted. */
  readonly minutes: number;
  startPlatforms(): Promise<PlatformSite>;
  /** Before the service is deployed. */
  before?(service: Service): readonly Check[];
  /** In this order. */
  checks(on: Deployment): readonly Check[];
  /** Removes what is not the stacks'. */
  remove?(): Promise<void>;
  /** When all has ended and was removed. */
  conclude?(report: Report): void;
};
