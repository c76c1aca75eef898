import { badSignature, lateDelivery, signedWebhook } from './checks/deliveries.ts';
import {
  deadLetterAndReplay,
  outage,
  poison,
  poisonAlone,
  stoppedExecution,
  stoppedExecutionAlone,
  unreachablePlatform,
} from './checks/failures.ts';
import { deployAfterRemoval, leaveNothing, redeploy, remove } from './checks/lifecycle.ts';
import { notified } from './checks/notifications.ts';
import { policies } from './checks/policies.ts';
import { releaseAsHere, releasePinned } from './checks/release.ts';
import { rights } from './checks/rights.ts';
import { storm } from './checks/storm.ts';
import { schedules, sync } from './checks/sync.ts';
import type { Deployment } from './deployment.ts';
import type { Need } from './traits.ts';

export type Check = {
  readonly name: string;
  /** On an emulator it must end in so many seconds, on a slow machine too. */
  readonly seconds: number;
  /** What the account must have. */
  readonly needs?: Need;
  /** Run only where the account lacks this: it shows what can be shown without. */
  readonly standsInFor?: Need;
  /** Throws when it fails; gives back what was seen. */
  run(): Promise<string>;
};

/** What is done with a deployment, in this order: the last ones remove it. */
export const checks = (on: Deployment): readonly Check[] => [
  ...on.platforms.map(
    ({ id }): Check => ({
      name: `a signed webhook of ${id} becomes files in the bucket`,
      seconds: 120,
      needs: 'platforms',
      run: () => signedWebhook(on, id),
    }),
  ),
  { name: 'a wrong signature is refused', seconds: 60, run: () => badSignature(on) },
  {
    name: 'a function cannot do what its role does not grant',
    seconds: 120,
    needs: 'rights',
    run: () => rights(on),
  },
  {
    name: 'a late event does not bring back an older revision',
    seconds: 180,
    needs: 'platforms',
    run: () => lateDelivery(on),
  },
  {
    name: 'an exported label is announced to whoever has a rule for it',
    seconds: 180,
    needs: 'platforms',
    run: () => notified(on),
  },
  {
    name: 'a sync exports what no webhook announced',
    seconds: 360,
    needs: 'platforms',
    run: () => sync(on),
  },
  { name: 'each connection is reconciled by schedules', seconds: 60, run: () => schedules(on) },
  {
    name: 'the state machine builds the release that its steps build here',
    seconds: 240,
    run: () => releaseAsHere(on),
  },
  { name: 'a release holds what stood when its build began', seconds: 120, run: () => releasePinned(on) },
  {
    name: '200 events, 30 % of them twice, in any order',
    seconds: 360,
    needs: 'platforms',
    run: () => storm(on),
  },
  {
    name: 'a record that is not an event does not hold up its neighbours',
    seconds: 180,
    needs: 'platforms',
    run: () => poison(on),
  },
  {
    name: 'a record that is not an event becomes a dead letter',
    seconds: 120,
    standsInFor: 'platforms',
    run: () => poisonAlone(on),
  },
  {
    name: 'a label that fails: dead letter, repaired, replayed, exported',
    seconds: 180,
    needs: 'platforms',
    run: () => deadLetterAndReplay(on),
  },
  {
    name: 'the platforms are down for 30 seconds',
    seconds: 240,
    needs: 'platforms',
    run: () => outage(on),
  },
  {
    name: 'a platform that cannot be reached: tried again, then a dead letter',
    seconds: 240,
    standsInFor: 'platforms',
    run: () => unreachablePlatform(on),
  },
  {
    name: 'an execution that somebody stops',
    seconds: 180,
    needs: 'platforms',
    run: () => stoppedExecution(on),
  },
  {
    name: 'an execution that somebody stops becomes a dead letter',
    seconds: 180,
    standsInFor: 'platforms',
    run: () => stoppedExecutionAlone(on),
  },
  {
    name: 'serverless deploy again, while events come',
    seconds: 360,
    needs: 'platforms',
    run: () => redeploy(on),
  },
  { name: 'serverless remove keeps labels, letters and secrets', seconds: 240, run: () => remove(on) },
  { name: 'serverless deploy after that goes on with them', seconds: 360, run: () => deployAfterRemoval(on) },
  { name: 'no program called what its policy does not allow', seconds: 60, run: policies },
  { name: 'then nothing of it is left', seconds: 120, run: () => leaveNothing(on) },
];
