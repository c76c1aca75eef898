import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../cli/http-server.ts';
import { environmentForTools } from '../../local/environment.ts';
import { newFolder } from '../../local/new-folder.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { anEvent } from '../support/events.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
const servers: HttpServer[] = [];
beforeAll(async () => {
  const inRoutes = ['4001', '4002', '4003']; // of the samples' configuration
  on = await aRunningPipeline({
    labels: {
      encord: inRoutes.map((project) => anEncordLabel({ project })),
      labelbox: ['harbour', ...inRoutes].map((project) => aLabelboxLabel({ project })),
      'label-studio': inRoutes.map((project) => testingOf('label-studio').aLabel({ project })),
    },
  });
});
afterAll(() => on.stop());
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Finding = { readonly check: string; readonly ok: boolean; readonly message: string };

const doctor = (changed: Record<string, string> = {}, ...args: string[]): Promise<Ended> =>
  labelwire(['doctor', '--local', ...args], {
    folder: folderOfLocalPipeline({ ...environmentForTools(on.pipeline), ...changed }),
  });

const findingsIn = ({ stdout }: Ended): Finding[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);

/** What is wrong, by the name of the check. */
async function wrong(changed: Record<string, string>, ...args: string[]): Promise<Record<string, string>> {
  const ended = await doctor(changed, '--json', ...args);
  const found = findingsIn(ended).filter(({ ok }) => !ok);
  expect(ended).toMatchObject({ code: found.length > 0 ? 1 : 0 });
  return Object.fromEntries(found.map(({ check, message }) => [check, message]));
}

const nowhere = 'http://127.0.0.1:9'; // https://www.iana.org/assignments/service-names-port-numbers: discard

describe('labelwire doctor', () => {
  it('finds nothing wrong with a pipeline that works, and leaves nothing in the bucket', async () => {
    const ended = await doctor({}, '--platform', 'labelbox', '--project', 'harbour');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const lines = ended.stdout.trim().split('\n');
    expect(lines.filter((line) => !line.startsWith('✓ '))).toEqual([]);
    for (const check of [
      'queue label-events',
      'state machine',
      'bucket: delete',
      'labelbox: project harbour',
      'labelbox: last compared',
    ])
      expect(ended.stdout).toContain(`✓ ${check}`);
    expect(ended.stdout).toContain('heeds If-None-Match');
    expect(ended.stdout).not.toContain('encord');
    const all = await doctor();
    expect(all.code).toBe(0);
    for (const platform of ['encord', 'labelbox', 'label-studio'])
      expect(all.stdout).toContain(`✓ ${platform}: credential`);
  });

  it('names each missing thing, and what to do', async () => {
    const { LABEL_EVENTS_QUEUE_URL = '', STATE_MACHINE_ARN = '' } = on.environment;
    const found = await wrong(
      {
        LABEL_EVENTS_QUEUE_URL: `${LABEL_EVENTS_QUEUE_URL}-of-nobody`,
        STATE_MACHINE_ARN: `${STATE_MACHINE_ARN}-of-nobody`,
        BUCKET: 'no-such-bucket',
        SECRETS_PREFIX: 'labelwire/nobody',
        WEBHOOK_URL: nowhere,
      },
      '--platform',
      'labelbox',
    );
    const inRoutes = ['4001', '4002', '4003'].map((project) => [
      `labelbox: project ${project}`,
      expect.stringContaining('Put it in: npx labelwire connect labelbox --local'),
    ]);
    expect(found).toEqual({
      ...Object.fromEntries(inRoutes),
      'queue label-events': expect.stringContaining('Deploy again'),
      'state machine': expect.stringContaining('State Machine Does Not Exist'),
      'labels that wait': expect.stringContaining('State Machine Does Not Exist'),
      'bucket: conditional write': expect.stringContaining('no-such-bucket'),
      'bucket: read and encryption': expect.stringMatching(/no-such-bucket|read back/),
      'bucket: delete': expect.stringContaining('nothing was written'),
      'labelbox: webhook secret': expect.stringContaining('Put it in: npx labelwire connect labelbox --local'),
      'labelbox: credential': expect.stringContaining('Put it in: npx labelwire connect labelbox --local'),
      'labelbox: webhook URL': expect.stringContaining('does not answer'),
      'labelbox: last compared': expect.stringContaining('no-such-bucket'),
    });
  });

  it('distinguishes a refused credential, a hidden project and a receiver without the platform', async () => {
    const strict = await serve(async () => new Response('{}', { status: 401 }));
    const receiver = await serve(async () => new Response('{}', { status: 404 }));
    servers.push(strict, receiver);
    expect(await wrong({}, '--platform', 'labelbox', '--project', 'elsewhere')).toEqual({
      'labelbox: project elsewhere': expect.stringContaining('does not show the project'),
    });
    expect(
      await wrong({ LABELWIRE_API_URL_LABELBOX: strict.url, WEBHOOK_URL: receiver.url }, '--platform', 'labelbox'),
    ).toMatchObject({
      'labelbox: credential': expect.stringMatching(
        /refuses the credentials \(401\).* npx labelwire connect labelbox --api-key-file <file> --local$/,
      ),
      'labelbox: webhook URL': expect.stringContaining('does not have this connection: deploy'),
    });
  });

  it('finds dead letters and a failed execution, until one has succeeded after it', async () => {
    const broken = aLabelboxLabel({ project: 'harbour', label: 'broken', dataUnit: 'row-broken' });
    const { document } = broken;
    broken.document = {
      ...document,
      data_row: { id: 'row-broken' },
      projects: { harbour: { labels: [{ id: 'broken', annotations: 5 }] } },
    };
    on.pipeline.connection('labelbox').labels.push(broken);
    await on.announce('labelbox', broken);
    expect(await wrong({}, '--platform', 'labelbox')).toEqual({
      'dead letters': expect.stringContaining('npx labelwire dlq list --local'),
      'state machine': expect.stringMatching(/of the last 1 executions 1 failed, the newest among them \(FAILED\)/),
    });
    await on.takeDeadLetters();
    broken.document = document;
    await on.announce('labelbox', broken);
    expect(await wrong({}, '--platform', 'labelbox')).toEqual({});
  });

  it('says how many labels wait for which connection and since when, and calls more than half an hour wrong', async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    const running = [
      { minutes: 1, connection: 'labelbox', labels: ['new'] },
      { minutes: 10, connection: 'encord', labels: ['a'] },
      { minutes: 20, connection: 'labelbox', labels: ['b', 'c'] },
      { minutes: 25, connection: 'labelbox', labels: ['d'] },
    ];
    const arnOf = (index: number) => `arn:aws:states:us-east-1:0:execution:export-labels:${index}`;
    const states = await serve(async (request) => {
      const { statusFilter, executionArn } = (await request.json()) as { statusFilter?: string; executionArn?: string };
      if (executionArn) {
        const { connection, labels } = running[Number(executionArn.split(':').at(-1))] ?? {
          connection: 'nobody',
          labels: [],
        };
        const events = labels.map((label) => anEvent({ connection, label }));
        return Response.json({ input: JSON.stringify({ connection, project: 'p', events }) });
      }
      const executions = running.map(({ minutes }, index) => ({
        executionArn: arnOf(index),
        status: 'RUNNING',
        startDate: minutesAgo(minutes).getTime() / 1000,
      }));
      return Response.json({ executions: statusFilter === 'RUNNING' ? executions : [] });
    });
    servers.push(states);
    const look = async () => {
      const { stdout } = await doctor({ AWS_ENDPOINT_URL_SFN: states.url }, '--json', '--platform', 'labelbox');
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Finding)
        .find(({ check }) => check === 'labels that wait');
    };
    const patient = await look();
    expect(patient).toMatchObject({
      ok: true,
      message: expect.stringMatching(/^3 for labelbox since \d{4}-[^;]+; 1 for encord since \d{4}-[^;]+$/),
    });
    running.push({ minutes: 45, connection: 'encord', labels: ['e', 'f'] });
    const late = await look();
    expect(late).toMatchObject({
      ok: false,
      message: expect.stringMatching(
        /^3 for encord since .*; 3 for labelbox since .*go on by themselves.*labels-waiting/,
      ),
    });
  });

  it('says what to do where no pipeline was started, and looks no further', async () => {
    const ended = await labelwire(['doctor', '--local'], { folder: newFolder() });
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^✓ labelwire\.config\.ts .*\n✗ \.labelwire\/environment\.json .*npm start\n$/);
    expect(ended.stderr).toBe('labelwire: 1 of 2 checks failed.\n');
  });

  it('ends a wrong call with 2', async () => {
    const ended = await Promise.all([
      doctor({}, '--platform', 'nobody'),
      doctor({}, '--project', 'p'),
      doctor({}, '--stage', 'dev'),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
  });
});

describe('labelwire doctor --stage', () => {
  const xml = (text: string, status = 200) => new Response(text, { status, headers: { 'content-type': 'text/xml' } });
  const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>arn:aws:sts::123456789012:assumed-role/operator/somebody@example.com</Arn><Account>123456789012</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`;

  /** What the local pipeline does not have. Only CloudFormation and STS get an answer that they can read. */
  const others = ['CLOUDFORMATION', 'STS', 'SNS', 'LAMBDA', 'IAM', 'CLOUDWATCH'];
  /** A stack with these outputs. */
  async function deployed(outputs: Readonly<Record<string, string>> | undefined): Promise<Ended> {
    const members = Object.entries(outputs ?? {}).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    const server = await serve(async (request) => {
      const body = await request.text();
      if (body.includes('GetCallerIdentity')) return xml(identity);
      if (!outputs)
        return xml(
          '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id labelwire-prod does not exist</Message></Error></ErrorResponse>',
          400,
        );
      return xml(`<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>labelwire-prod</StackName>
        <Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`);
    });
    servers.push(server);
    const environment = environmentForTools(on.pipeline);
    return labelwire(['doctor', '--stage', 'prod', '--platform', 'labelbox', '--project', 'harbour'], {
      environment: {
        ...environment,
        ...Object.fromEntries(others.map((name) => [`AWS_ENDPOINT_URL_${name}`, server.url])),
      },
    });
  }

  it('finds the deployment by the outputs of its stack, and names the account and the role, but not the person', async () => {
    const { WEBHOOK_URL = '', BUCKET = '', SECRETS_PREFIX = '', ...others } = environmentForTools(on.pipeline);
    const ended = await deployed({
      WebhookUrl: WEBHOOK_URL,
      BucketName: BUCKET,
      BucketUri: `s3://${BUCKET}/`,
      LabelEventsQueueUrl: others.LABEL_EVENTS_QUEUE_URL ?? '',
      DeadLetterQueueUrl: others.DEAD_LETTER_QUEUE_URL ?? '',
      StateMachineArn: others.STATE_MACHINE_ARN ?? '',
      SyncStateMachineArn: others.SYNC_STATE_MACHINE_ARN ?? '',
      Reconcile: 'off',
      SecretsPrefix: SECRETS_PREFIX,
    });
    expect(ended.stdout).toMatch(/✓ AWS credentials +account 123456789012, region \S+, as the role operator\n/);
    expect(ended.stdout).toMatch(/✓ alarms reach somebody +no alarms/);
    expect(ended.stdout).toMatch(/✗ version +an older version is deployed/);
    expect(ended.stdout).toMatch(/✓ bucket: owner +labelwire-prod/);
    expect(ended.stdout).toContain('✓ stack labelwire-prod');
    expect(ended.stdout).not.toContain('example.com');
  });

  it('looks at nothing more where AWS does not know the caller, and says why', async () => {
    const refusal =
      '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The token is too old.</Message></Error></ErrorResponse>';
    const sts = await serve(async () => new Response(refusal, { status: 403 }));
    const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environmentForTools(on.pipeline);
    const keys = { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } as Record<string, string>;
    const ended = await labelwire(['doctor', '--stage', 'prod', '--json'], {
      environment: { ...keys, AWS_ENDPOINT_URL_STS: sts.url },
    }).finally(() => sts.close());
    expect(findingsIn(ended)).toEqual([
      { check: 'labelwire.config.ts', ok: true, message: expect.anything() },
      {
        check: 'AWS credentials',
        ok: false,
        message:
          'AWS refuses the credentials (ExpiredToken: The token is too old.). Log in (aws sso login), or add --profile <name>.',
      },
    ]);
    expect(ended.stderr).toContain('1 of 2 checks failed.');
  });

  it('says so when there is no such stack, or one of an older version', async () => {
    const [none, older] = [await deployed(undefined), await deployed({ WebhookUrl: nowhere })];
    expect(none.stdout).toMatch(/✗ stack labelwire-prod +There is no stack labelwire-prod in this account in /);
    expect(older.stdout).toMatch(/✗ stack labelwire-prod +The stack labelwire-prod has no output BucketName/);
    expect([none.code, older.code]).toEqual([1, 1]);
  });
});

// The last: its event stays.
describe('labelwire doctor, of a queue', () => {
  it('counts events that were put back for later, which SQS shows to nobody', async () => {
    const QueueUrl = on.environment.LABEL_EVENTS_QUEUE_URL ?? '';
    const sqs = new SQSClient({ endpoint: on.environment.AWS_ENDPOINT_URL_SQS ?? '' });
    const depth = async () =>
      findingsIn(await doctor({}, '--json')).find(({ check }) => check === 'queue label-events');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(anEvent()), DelaySeconds: 900 }));
    expect((await depth())?.message).toBe('there; 0 waiting, 0 under way, 1 put back for later');
    sqs.destroy();
  });
});
