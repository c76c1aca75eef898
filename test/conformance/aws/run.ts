import { randomBytes } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Account, accountOf } from './account.ts';
import { Deployment } from './deployment.ts';
import { help, type Options, readOptions, WrongCall } from './options.ts';
import type { PlatformSite } from './platforms.ts';
import { agreedTo } from './proof/consent.ts';
import { recordCalls } from './recording.ts';
import { deleteBuckets, deleteKept, removeStack } from './removal.ts';
import { print, Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './scenarios.ts';
import { pointed, Service } from './service.ts';
import { ending, within } from './waiting.ts';

/** Deploys the real service with the real `serverless deploy` to an AWS, and looks at it from outside. */

const minutesToRemove = 20;
const interrupted = new AbortController();

// At the end nothing may hold the process: a check whose time was up may still wait for an answer.
process.exit(await main());

async function main(): Promise<0 | 1 | 2> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options) return await run(options);
    print(help);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    process.stderr.write(`${error.message}\n--help tells of the options.\n`);
    return 2;
  }
}

async function run(options: Options): Promise<0 | 1> {
  const stage = `check-${randomBytes(3).toString('hex')}`;
  endOnSignals();
  recordCalls();
  const report = new Report();
  const account = await accountOf(options);
  try {
    Object.assign(process.env, account.environment);
    print(`The service on ${account.title}, stage ${stage}\n`);
    const scenario = scenarioOf(options, account, stage);
    await agreedTo(options, account);
    await checkOn(account, stage, report, scenario);
    for (const [what, why] of account.gaps) report.notShown(what, why);
    scenario.conclude?.(report);
  } finally {
    await account.stop();
  }
  return report.end();
}

/** The first signal ends the checks, and what they made is removed; the second ends that too. */
function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (interrupted.signal.aborted) process.exit(1);
      print(`\n${signal}: removing what was made. Once more ends at once, and leaves it.`);
      interrupted.abort(new Error(`The run was ended by ${signal}.`));
    });
}

async function checkOn(account: Account, stage: string, report: Report, scenario: Scenario): Promise<void> {
  const { minutes } = scenario;
  const site = await scenario.startPlatforms();
  const service = new Service(stage, () => ({ ...process.env, ...site.environment }), pointed(account.extension));
  try {
    await within(minutes * 60, () => runChecks(account, service, site, report, scenario), interrupted.signal).catch(
      (error: Error) => report.failed(`the whole run, of ${minutes} minutes at most`, error),
    );
    if (!account.vanishes) await removeAll([service, ...(site.service ? [site.service] : [])], scenario, report);
  } finally {
    service.dispose();
    await site.close();
  }
}

async function runChecks(
  account: Account,
  service: Service,
  site: PlatformSite,
  report: Report,
  scenario: Scenario,
): Promise<void> {
  const patience = 300 * account.patience;
  let on: Deployment | undefined;
  const { deploy } = site;
  const before = [
    ...(deploy ? [{ name: 'the simulated platforms are deployed', seconds: 300, run: () => deploy.call(site) }] : []),
    ...(scenario.before?.(service) ?? []),
  ];
  for (const { name, run: prepare } of before) if (!(await report.check(name, patience, prepare))) return;
  await report.check('serverless deploy makes the stack', patience, async () => {
    await service.deploy();
    on = new Deployment(account, service, site.platforms, (await service.outputs()) ?? {});
    await on.putSecrets();
    return `${Object.keys(on.outputs).length} outputs, secrets put in`;
  });
  if (!on) return;
  try {
    for (const check of scenario.checks(on)) {
      ending()?.throwIfAborted();
      const lack = check.needs && account.lacks[check.needs];
      if (lack) report.notShown(check.name, lack);
      else if (!check.standsInFor || account.lacks[check.standsInFor])
        await report.check(check.name, check.seconds * account.patience, check.run);
    }
    ending()?.throwIfAborted();
  } finally {
    on.close();
  }
}

/** After a failure, too, and however far the run got. */
async function removeAll(services: readonly Service[], scenario: Scenario, report: Report): Promise<void> {
  const s3 = new S3Client();
  const kept = { sqs: new SQSClient(), secrets: new SecretsManagerClient() };
  const remove = async (service: Service) => {
    await removeStack(service);
    await deleteKept(kept, service);
    await deleteBuckets(s3, service.stack);
  };
  try {
    await within(minutesToRemove * 60, async () => {
      await allEnded([...services.map(remove), scenario.remove?.()]);
    });
  } catch (error) {
    report.failed('removing what was made', error as Error);
    const stacks = services.map(({ stack }) => stack).join(', ');
    print(
      `Look for the stacks ${stacks}, and for buckets, queues and secrets whose names begin so, and remove them by hand.`,
    );
  } finally {
    for (const client of [s3, kept.sqs, kept.secrets]) client.destroy();
  }
}

/** One that fails does not keep the others from their work. */
async function allEnded(work: readonly (Promise<void> | undefined)[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}
