import { WriteStream } from 'node:tty';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { failureOf, Interrupted, wantsJson } from '../../../cli/failure.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { samples } from '../../../local/samples-folder.ts';
import { folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';

const withOptions = (...flags: string[]): Command =>
  flags.reduce((command, flag) => command.option(flag), new Command('any'));
const local = withOptions('--local').setOptionValue('local', true);

describe('a call that failed', () => {
  it('says in its own words what was wrong, and names the error', () => {
    expect(failureOf(new Error('It is odd.'), new Command())).toEqual({
      name: 'CommandFailed',
      message: 'It is odd.',
      exitCode: 1,
    });
    const named = Object.assign(new Error('It is odder.'), { name: 'InvalidConfiguration' });
    expect(failureOf(named, new Command())).toMatchObject({ name: 'InvalidConfiguration', message: 'It is odder.' });
  });

  it('never is a bare name of an error', () => {
    const empty = Object.assign(new Error(''), { name: 'TimeoutError' });
    expect(failureOf(empty, new Command()).message).toBe('TimeoutError without a message.');
  });

  it('against a local pipeline that does not run says how it is started, however deep that is', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    const wrapped = new Error('Secrets Manager did not read x.', { cause: new AggregateError([refused]) });
    for (const error of [refused, wrapped])
      expect(failureOf(error, local)).toEqual({
        name: 'NotRunning',
        message: 'Nothing answers: the local pipeline does not run. Start it in this folder: npm start',
        exitCode: 1,
      });
    expect(failureOf(wrapped, new Command()).message).toBe('Secrets Manager did not read x.');
  });

  it('for want of credentials says where they come from, or how to do without', () => {
    const missing = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    const message = (command: Command) => failureOf(new Error('S3.', { cause: missing }), command).message;
    expect(message(new Command())).toMatch(/set AWS_PROFILE, or add --profile <name>\.$/);
    expect(message(withOptions('--offline'))).toMatch(/or --offline\.$/);
    expect(message(withOptions('--local'))).toMatch(/or --local\.$/);
    const aboutStack = withOptions('--offline', '--stage <stage>').setOptionValue('stage', 'prod');
    expect(message(aboutStack)).toMatch(/--profile <name>\.$/);
  });

  it('by Ctrl-C, at work or at a question, ends with 130', () => {
    const atQuestion = Object.assign(new Error('User force closed the prompt with SIGINT'), {
      name: 'ExitPromptError',
    });
    for (const error of [atQuestion, new Interrupted('Stopped.')])
      expect(failureOf(error, new Command())).toMatchObject({ name: 'Interrupted', exitCode: 130 });
  });
});

describe('against a pipeline of npm start that was stopped', () => {
  const nobody = 'http://127.0.0.1:1';
  const folder = folderOfLocalPipeline({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_MAX_ATTEMPTS: '1',
    AWS_ENDPOINT_URL: nobody,
    WEBHOOK_URL: `${nobody}/webhooks`,
    BUCKET: 'labelwire',
    BUCKET_PREFIX: '',
    LABEL_EVENTS_QUEUE_URL: `${nobody}/events`,
    DEAD_LETTER_QUEUE_URL: `${nobody}/letters`,
    STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:x',
    SYNC_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:y',
    RELEASE_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:z',
    RECONCILE: 'off',
    SECRETS_PREFIX: 'labelwire/local',
    LABELWIRE_DOCUMENTS: samples,
  });

  it.each([
    [['dlq', 'list']],
    [['status']],
    [['trace', 'x']],
    [['connect', 'labelbox', '--yes', '--project', 'x']],
    [['release', 'list']],
    [['sync', 'labelbox', '--dry-run']],
    [['send', 'labelbox']],
    [['preview', 'no-such-file']],
  ])('labelwire %j says in one line how it is started', async (args) => {
    expect(await labelwire([...args, '--local'], { folder })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'labelwire: Nothing answers: the local pipeline does not run. Start it in this folder: npm start\n',
    });
  });

  it('doctor ends with the first check that nothing answers', async () => {
    const { code, stdout, stderr } = await labelwire(['doctor', '--local'], { folder });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'labelwire: 1 of 3 checks failed.\n' });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(0, 1)),
    ).toEqual(['✓', '✓', '✗']);
    expect(stdout).toMatch(/nothing answers there\. Is "npm start" running in this folder\?\n$/);
  });
});

it('a program is known by --json, but not by one behind --', () => {
  expect(wantsJson(['dlq', 'list', '--json'])).toBe(true);
  expect(wantsJson(['trace', '--', '--json'])).toBe(false);
});

describe('without anything to look at', () => {
  const nothing = { AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_EC2_METADATA_DISABLED: 'true' };

  it.each([
    [['dlq', 'list']],
    [['status']],
    [['connect', 'labelbox', '--yes']],
    [['release', 'list']],
    [['trace', 'x', '--no-letters']],
  ])('labelwire %j says that no region is chosen, and how one is', async (args) => {
    expect(await labelwire(args, { environment: nothing })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'labelwire: No AWS region is chosen. Add --region <region>, set AWS_REGION, or give your AWS profile a region.\n',
    });
  });

  it('--local is heeded whatever the environment says of a stage, and contradicts one that is typed', async () => {
    const folder = newFolder();
    const inProd = { ...nothing, LABELWIRE_STAGE: 'prod', AWS_PROFILE: 'prod', AWS_REGION: 'eu-central-1' };
    const call = { folder, environment: inProd };
    expect((await labelwire(['dlq', 'list', '--local'], call)).stderr).toContain('Start one with: npm start');
    expect(await labelwire(['dlq', 'list', '--local', '--stage', 'prod'], call)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('leave --stage away'),
    });
  });
});

describe('the error', () => {
  const isRed = async (environment: Record<string, string>, isTTY: boolean): Promise<boolean> => {
    const { isTTY: before, getColorDepth } = process.stderr;
    // As a terminal has it, which standard error is not here.
    Object.assign(process.stderr, { isTTY, getColorDepth: WriteStream.prototype.getColorDepth });
    try {
      return (await labelwire(['nonsense'], { environment: { TERM: 'xterm', ...environment } })).stderr.startsWith(
        '\u001b[31m',
      );
    } finally {
      Object.assign(process.stderr, { isTTY: before, getColorDepth });
    }
  };

  it.each([
    ['on a terminal', {}, true, true],
    ['in a file or a pipe', {}, false, false],
    ['on a terminal with NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['in a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
  ])('%s is red or plain as it should be', async (_where, environment, isTTY, expected) => {
    expect(await isRed(environment, isTTY)).toBe(expected);
  });
});
