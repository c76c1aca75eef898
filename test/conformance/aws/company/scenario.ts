import type { Account } from '../account.ts';
import { signedWebhook } from '../checks/deliveries.ts';
import { deadLetterAndReplay } from '../checks/failures.ts';
import { leaveNothing, remove } from '../checks/lifecycle.ts';
import { rights } from '../checks/rights.ts';
import type { Check } from '../checks.ts';
import type { Deployment } from '../deployment.ts';
import type { Report } from '../report.ts';
import type { Scenario } from '../scenario.ts';
import type { Service } from '../service.ts';
import { commands, keys, objects, roles } from './checks.ts';
import { Demands } from './demands.ts';

/** The service in an account that demands a boundary, a path, tags and keys of all that it makes. */
export class CompanyAccount implements Scenario {
  readonly minutes = 15;
  readonly startPlatforms: Scenario['startPlatforms'];
  readonly #demands = new Demands();

  constructor({ startPlatforms }: Account) {
    this.startPlatforms = startPlatforms;
  }

  before(service: Service): readonly Check[] {
    const run = async () => {
      service.parameters.push(...(await this.#demands.make(service.stack)));
      return 'a permissions boundary and a key';
    };
    return [{ name: 'the account has demands', seconds: 60, run }];
  }

  checks(on: Deployment): readonly Check[] {
    const demands = this.#demands;
    const [{ id = '' } = {}] = on.platforms;
    return [
      { name: 'every role has the path and the tags', seconds: 60, run: () => roles(on) },
      {
        name: 'queues, secrets and logs have the key, and they and the topic tags',
        seconds: 60,
        run: () => keys(on, demands),
      },
      {
        name: `a signed webhook of ${id} becomes files in the bucket`,
        seconds: 120,
        needs: 'platforms',
        run: () => signedWebhook(on, id),
      },
      {
        name: 'every object is encrypted as its PUT says',
        seconds: 60,
        needs: 'platforms',
        run: () => objects(on, demands),
      },
      {
        name: 'the command line asks on the terms of the bucket',
        seconds: 60,
        needs: 'platforms',
        run: () => commands(on),
      },
      {
        name: 'a label that fails: dead letter, repaired, replayed, exported',
        seconds: 180,
        needs: 'platforms',
        run: () => deadLetterAndReplay(on),
      },
      {
        name: 'a function cannot do what its role does not grant',
        seconds: 120,
        needs: 'rights',
        run: () => rights(on),
      },
      { name: 'serverless remove keeps labels, letters and secrets', seconds: 240, run: () => remove(on) },
      { name: 'then nothing of it is left', seconds: 120, run: () => leaveNothing(on) },
    ];
  }

  conclude(report: Report): void {
    // MiniStack 1.5.33, seen in its code and by running.
    report.notShown('the boundary of the roles', 'its CloudFormation drops PermissionsBoundary of a role');
    report.notShown('the key of the topic', 'its CloudFormation drops KmsMasterKeyId of a topic');
    report.notShown(
      'whether a role may use a key',
      'not looked at here; a test judges the roles with the calls that are made',
    );
    report.notShown('a network', 'no subnets are made: what the template says of it is a test');
  }

  remove(): Promise<void> {
    return this.#demands.remove();
  }
}
