import type { Account } from './account.ts';
import { checks } from './checks.ts';
import { CompanyAccount } from './company/scenario.ts';
import { plantedFaults } from './doctor/scenario.ts';
import type { Options } from './options.ts';
import { Proof } from './proof/scenario.ts';
import type { Scenario } from './scenario.ts';
import type { Service } from './service.ts';

/** CloudFormation on AWS takes minutes where an emulator takes seconds. */
const minutesOfChecks = { onEmulator: 14, onAws: 45 };
const minutesOfFaults = 30;

/** All checks are of a deployment that announces its labels: off, there would be less to see. */
function withNotifications(service: Service): [] {
  service.parameters.push('--param=notify=on');
  return [];
}

export function scenarioOf(options: Options, account: Account, stage: string): Scenario {
  const { startPlatforms } = account;
  switch (options.scenario) {
    case 'checks': {
      const minutes = minutesOfChecks[account.isEmulator ? 'onEmulator' : 'onAws'];
      return { checks, startPlatforms, minutes, before: withNotifications };
    }
    case 'company-account':
      return new CompanyAccount(account);
    case 'doctor':
      return { checks: plantedFaults, startPlatforms, minutes: minutesOfFaults };
    case 'proof':
      return new Proof(options.proof, account, stage);
  }
}
