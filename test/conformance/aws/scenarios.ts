import type { Account } from './account.ts';
import { type Check, checks } from './checks.ts';
import type { Deployment } from './deployment.ts';
import { plantedFaults } from './doctor/scenario.ts';
import type { Options } from './options.ts';
import type { PlatformSite } from './platforms.ts';
import { Proof } from './proof/scenario.ts';
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

/** CloudFormation on AWS takes minutes where an emulator takes seconds. */
const minutesOfChecks = { onEmulator: 11, onAws: 45 };
const minutesOfFaults = 30;

export function scenarioOf(options: Options, account: Account, stage: string): Scenario {
  const { startPlatforms } = account;
  switch (options.scenario) {
    case 'checks':
      return { checks, startPlatforms, minutes: minutesOfChecks[account.isEmulator ? 'onEmulator' : 'onAws'] };
    case 'doctor':
      return { checks: plantedFaults, startPlatforms, minutes: minutesOfFaults };
    case 'proof':
      return new Proof(options.proof, account, stage);
  }
}
