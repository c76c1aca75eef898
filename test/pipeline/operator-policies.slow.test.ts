import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleDeployment } from '../../cli/console/console-deployment.ts';
import { startConsole } from '../../cli/console/console-server.ts';
import { operatorRights } from '../../cli/rights/operator-rights.ts';
import { buildPage } from '../../console/build.ts';
import type { DeadLetterMessage } from '../../lib/contracts/dead-letter.ts';
import { accountId, region } from '../../local/aws/account.ts';
import { bucket } from '../../local/aws/resources.ts';
import { type AwsCall, watchAwsCalls } from '../../local/aws-calls.ts';
import { environmentForTools } from '../../local/environment.ts';
import { newFolder } from '../../local/new-folder.ts';
import type { FunctionName } from '../../local/pipeline.ts';
import { type AccessRequest, decide, type Grant, grantsOf, grantText } from '../structure/iam-policy.ts';
import { operatorRequests } from '../structure/operator-access.ts';
import { awsOfOperator } from '../support/aws-of-operator.ts';
import { inEnvironment, labelwire } from '../support/command-line.ts';
import { anEvent } from '../support/events.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel, anEncordProject, later, unserve } from '../support/served-labels.ts';

const place = { partition: 'aws', region, account: accountId, stage: 'dev', bucket, bucketPrefix: '' };
const rights = operatorRights(place);

/** Rights that none of the calls below needs, and when one does. */
const onlyThen: readonly { commands: readonly string[]; action: RegExp; why: string }[] = [
  {
    commands: ['doctor'],
    action: /^states:DescribeExecution/,
    why: 'An execution is looked at when it has run for minutes, and no test waits for that.',
  },
  {
    commands: ['labels'],
    action: /^s3:ListBucket .*labels/,
    why: 'A record whose route writes no canonical label has none beside it.',
  },
  {
    commands: ['preview'],
    action: /^s3:ListBucket .*classes/,
    why: 'A project for which the configuration gives no classes has no file of them.',
  },
  {
    commands: ['console'],
    action: /^s3:ListBucket .*(labels|exports|native|classes)/,
    why: 'The files that a record names are there, unless somebody deletes them.',
  },
  {
    commands: ['release create'],
    action: /^s3:ListBucket .*releases/,
    why: 'A release whose build failed has no release.json.',
  },
];

const watched = watchAwsCalls<FunctionName | `labelwire ${string}`>();
let on: TestPipeline;
let environment: Record<string, string>;
let services: Awaited<ReturnType<typeof awsOfOperator>>;

beforeAll(async () => {
  on = await aRunningPipeline({ inside: watched.inside });
  const local = environmentForTools(on.pipeline);
  const queueUrls = {
    'labelwire-dev-label-events': local.LABEL_EVENTS_QUEUE_URL ?? '',
    'labelwire-dev-label-events-dlq': local.DEAD_LETTER_QUEUE_URL ?? '',
  };
  services = await awsOfOperator(
    {
      WebhookUrl: local.WEBHOOK_URL ?? '',
      BucketName: bucket,
      BucketUri: `s3://${bucket}/`,
      LabelEventsQueueUrl: local.LABEL_EVENTS_QUEUE_URL ?? '',
      DeadLetterQueueUrl: local.DEAD_LETTER_QUEUE_URL ?? '',
      StateMachineArn: local.STATE_MACHINE_ARN ?? '',
      SyncStateMachineArn: local.SYNC_STATE_MACHINE_ARN ?? '',
      ReleaseStateMachineArn: local.RELEASE_STATE_MACHINE_ARN ?? '',
      Reconcile: 'off',
      SecretsPrefix: local.SECRETS_PREFIX ?? '',
      AlarmTopicArn: `arn:aws:sns:${region}:${accountId}:labelwire-dev-alarms`,
    },
    queueUrls,
    local.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
  );
  // A command that is about a stage finds its queues by their names.
  const { LABEL_EVENTS_QUEUE_URL: _events, DEAD_LETTER_QUEUE_URL: _letters, ...rest } = local;
  environment = { ...rest, ...services.environment };
  await everyCommand();
});
afterAll(async () => {
  watched.stop();
  await services.close();
  await on.stop();
});

/** `name` is the command in the table of rights. */
async function run(name: string, ...options: string[]): Promise<void> {
  const args = [...name.split(' '), ...options, '--stage', 'dev'];
  await watched.inside(`labelwire ${name}`, () => labelwire(args, { environment }));
}

async function everyCommand(): Promise<void> {
  const { labels } = on.pipeline.connection('encord');
  anEncordProject(labels, 'harbour', 2);
  const [{ label = '' } = {}] = labels;
  const project = ['--project', 'encord/harbour', '--format', 'coco'];
  await run('sync', 'encord', '--project', 'harbour', '--yes', '--wait');
  await run('sync', 'encord', '--attach');
  await run('status');
  await run('env');
  await run('labels', '--class', 'Car');
  for (const key of absent('records', 'labels', 'exports', 'native', 'classes')) await run('cat', key);
  await letters(label);
  const file = 'exports/coco/encord/harbour/annotations/street/0.json';
  for (const key of [file, ...absent('exports', 'labels', 'native')]) await run('trace', key);
  await releases(project);
  await page(label, project);
  for (const key of [label, file, ...absent('exports/coco', 'labels')])
    await run('preview', key, '--out', join(newFolder(), 'label.svg'));
  await revisions();
  const key = join(newFolder(), 'key.txt');
  const secrets = new SecretsManagerClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
  const SecretId = `${on.environment.SECRETS_PREFIX}/encord/api`;
  const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  writeFileSync(key, SecretString);
  await run('connect', 'encord', '--yes', '--project', 'harbour', '--label', label, '--api-key-file', key);
}

/** What the page of the console asks for, while a release is being built. */
async function page(label: string, project: readonly string[]): Promise<void> {
  const built = newFolder();
  await buildPage(built);
  for (const each of [label, label]) await putLetter(each);
  await run('release create', 'r3', ...project);
  const name = `connection=encord&project=harbour&label=${label}`;
  await watched.inside('labelwire console', () =>
    inEnvironment({ environment }, async () => {
      const served = await startConsole(await consoleDeployment({ stage: 'dev' }), { port: 0, page: built });
      const { origin, hash } = new URL(served.address);
      const headers = { authorization: `Bearer ${hash.replace('#token=', '')}`, 'content-type': 'application/json' };
      const ask = async (path: string, init: RequestInit = {}) => {
        const response = await fetch(`${origin}/api/${path}`, { headers, ...init });
        expect([path, response.status, response.ok ? '' : await response.text()]).toEqual([path, 200, '']);
        return response.json() as Promise<unknown>;
      };
      const change = (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) });
      await ask('releases');
      const paths = [
        'status',
        'labels',
        `trace?${name}`,
        `preview?${name}`,
        `preview?${name}&as=coco`,
        `thumbnail?${name}`,
      ];
      for (const path of paths) await ask(path);
      const { lines } = (await ask('letters')) as { lines: { id: string }[] };
      const [seen, replayed] = lines.map(({ id }) => id);
      await ask(`letter?id=${seen}`);
      await change('letters/replay', { id: [replayed] });
      await change('letters/purge', { id: [seen], count: 1 });
      await served.close();
    }),
  );
  await on.pipeline.aws.idle();
}

/** A label that was edited: what was read of it before is read as an earlier version. */
async function revisions(): Promise<void> {
  const { labels } = on.pipeline.connection('encord');
  const label = anEncordLabel({ project: 'edited', label: 'edited' });
  labels.push(label);
  await on.announce('encord', label);
  const [before, out] = [await on.record('encord', label), join(newFolder(), 'label.svg')];
  unserve(labels, label);
  const edited = anEncordLabel({ project: 'edited', label: 'edited', editedAt: later });
  labels.push(edited);
  await on.announce('encord', edited);
  for (const options of [['--compare'], ['--as', 'coco', '--revision']])
    await run('preview', 'edited', '--out', out, ...options, before.commit);
}

const absent = (...trees: readonly string[]) => trees.map((tree) => `${tree}/encord/harbour/nobody.json`);

/** One that is there, one that is being built while it is looked at, and one that is not there. */
async function releases(project: readonly string[]): Promise<void> {
  await run('release create', 'r1', ...project, '--wait');
  await run('release create', 'r2', ...project);
  await run('release list');
  await run('release show', 'r2');
  await run('release delete', 'r2', '--yes');
  await on.pipeline.aws.idle();
  await run('release create', 'r1', ...project);
  await run('release show', 'nothing');
  await run('release diff', 'r1', 'r2');
  await run('release diff', 'r1', 'nothing');
  await run('pull', 'r1', '--out', join(newFolder(), 'r1'));
  await run('pull', 'nothing', '--out', join(newFolder(), 'nothing'));
  await run('release delete', 'r2', '--yes');
}

/** An execution, whose first request the platform does not answer until the work is done. */
async function whileOneRuns(work: () => Promise<void>): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<undefined>();
  const encord = on.pipeline.connection('encord');
  let isFirst = true;
  encord.fault = async () => {
    if (!isFirst) return undefined;
    isFirst = false;
    asked.resolve();
    return open.promise;
  };
  await on.send(JSON.stringify(anEvent({ label: 'late', project: 'harbour' })));
  await asked.promise;
  await work();
  open.resolve(undefined);
  await on.pipeline.aws.idle();
}

async function letters(label: string): Promise<void> {
  await putLetter(label);
  await whileOneRuns(async () => {
    await run('trace', label);
    await run('doctor');
    await run('doctor'); // which then finds owner.json
  });
  await run('dlq list');
  await run('dlq show', 'nobody');
  for (const command of ['dlq replay', 'dlq purge']) await run(command, '--id', 'nobody');
  await run('dlq replay', '--all');
  await on.pipeline.aws.idle();
  await putLetter(label); // one that the platform shows: the pipeline waits for others
  const archive = join(newFolder(), 'purged.jsonl');
  await run('dlq purge', '--all', '--yes', '--archive', archive);
  await run('dlq restore', archive);
  await on.pipeline.aws.idle();
}

async function putLetter(label: string): Promise<void> {
  const QueueUrl = on.environment.DEAD_LETTER_QUEUE_URL ?? '';
  const sqs = new SQSClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SQS ?? '' });
  const reason = { error: 'InvalidLabel', message: 'The label is not as it must be.' };
  const letter: DeadLetterMessage = { events: [anEvent({ label, project: 'harbour' })], reason };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(letter) }));
}

const callsOf = (name: string): readonly AwsCall<string>[] =>
  watched.calls.filter(({ caller }) => caller === `labelwire ${name}`);
const requestsOf = (name: string): AccessRequest[] => [
  ...new Map(
    callsOf(name)
      .flatMap(operatorRequests)
      .map((request) => [JSON.stringify(request), request]),
  ).values(),
];
const grantsFor = (name: string): Grant[] => (rights[name] ?? []).flatMap((statement) => grantsOf(statement as never));
const isOnlyThen = (name: string, grant: Grant) =>
  onlyThen.some(({ commands, action }) => commands.includes(name) && action.test(grantText(grant)));

it('excuses no right that a call uses', () => {
  for (const { commands, action, why } of onlyThen)
    for (const name of commands) {
      const grants = grantsFor(name).filter((grant) => action.test(grantText(grant)));
      expect(grants.length, why).toBeGreaterThan(0);
      const used = grants.filter((grant) => requestsOf(name).some((request) => decide([grant], request).by.length > 0));
      expect(used.map(grantText), why).toEqual([]);
    }
});

describe.each(Object.keys(rights))('labelwire %s', (name) => {
  it('makes no call that its policy does not allow', () => {
    expect(callsOf(name).length).toBeGreaterThan(0);
    const refused = requestsOf(name).filter((request) => decide(grantsFor(name), request).decision !== 'allowed');
    expect(refused).toEqual([]);
  });

  it('makes a call for each right of its policy', () => {
    const requests = requestsOf(name);
    const unused = grantsFor(name)
      .filter((grant) => !isOnlyThen(name, grant))
      .filter((grant) => !requests.some((request) => decide([grant], request).decision === 'allowed'));
    expect(unused.map(grantText)).toEqual([]);
  });
});
