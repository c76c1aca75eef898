import { randomBytes } from 'node:crypto';
import { type Account, emulatedAccount } from './account.ts';
import { badSignature, lateDelivery, signedWebhook } from './checks/deliveries.ts';
import { deadLetterAndReplay, outage, poison, stoppedExecution } from './checks/failures.ts';
import { redeploy, remove } from './checks/lifecycle.ts';
import { storm } from './checks/storm.ts';
import { Deployment } from './deployment.ts';
import { startPlatforms, urlsOf } from './platforms.ts';
import { print, Report } from './report.ts';
import { Service } from './service.ts';

/**
 * Deploys the real service with the real `serverless deploy` to an AWS that nobody here wrote, and looks at it from
 * outside. Without AWS_ENDPOINT_URL it starts MiniStack by itself (needs python3); a given emulator must run on this
 * machine, since the simulated platforms are served on loopback.
 */

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
delete process.env.AWS_PROFILE; // nothing here may ever reach an account of AWS

const report = new Report();
const account = await emulatedAccount();
Object.assign(process.env, account.environment);
try {
  print(`The service on ${account.title}\n`);
  await checkOn(account);
  for (const [name, reason] of account.gaps) report.notShown(name, reason);
} finally {
  await account.stop();
}
process.exitCode = report.end();

async function checkOn(account: Account): Promise<void> {
  const platforms = await startPlatforms();
  const stage = `check-${randomBytes(3).toString('hex')}`;
  const service = new Service(stage, { ...process.env, ...urlsOf(platforms) }, account.extension);
  try {
    let on: Deployment | undefined;
    await report.check('serverless deploy makes the stack', async () => {
      await service.deploy();
      on = new Deployment(account, service, platforms, (await service.outputs()) ?? {});
      await on.putSecrets();
      return `${Object.keys(on.outputs).length} outputs, secrets put in`;
    });
    if (on) await checkDeployment(on);
  } finally {
    service.dispose();
    await Promise.all(platforms.map((platform) => platform.close()));
  }
}

async function checkDeployment(on: Deployment): Promise<void> {
  try {
    for (const { id } of on.platforms)
      await report.check(`a signed webhook of ${id} becomes files in the bucket`, () => signedWebhook(on, id));
    await report.check('a wrong signature is refused', () => badSignature(on));
    await report.check('a late event does not bring back an older revision', () => lateDelivery(on));
    await report.check('200 events, 30 % of them twice, in any order', () => storm(on));
    await report.check('a record that is no event does not hold up its neighbours', () => poison(on));
    await report.check('a label that fails: dead letter, mended, replayed, exported', () => deadLetterAndReplay(on));
    await report.check('the platforms are down for a while', () => outage(on));
    await report.check('an execution that somebody stops', () => stoppedExecution(on));
    await report.check('serverless deploy again, while events come', () => redeploy(on));
  } finally {
    await report.check('serverless remove leaves the bucket alone', () => remove(on));
    on.close();
  }
}
