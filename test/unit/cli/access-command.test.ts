import { expect, it } from 'vitest';
import { labelwire as run } from '../../support/command-line.ts';

/** Nothing listens there: whatever asks AWS fails. */
const deadEnd = 'http://127.0.0.1:9';

const labelwire = (...parameters: string[]) =>
  run(['access', ...parameters], { environment: { AWS_ENDPOINT_URL: deadEnd, AWS_REGION: 'us-east-1' } });
const about = ['--bucket', 'clinic-images', '--external-id', 'cm3-4f1c', '--platform-account', '999999999999'];

it('plans without looking at the account, for a program', async () => {
  const { code, stdout } = await labelwire('plan', '--platform', 'labelbox', ...about, '--offline', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    platformAccount: '999999999999',
    roleArn: null,
    trustPolicy: { Statement: [{ Principal: { AWS: 'arn:aws:iam::999999999999:root' } }] },
    cors: [{ bucket: 'clinic-images', region: null }],
    changes: null,
  });
});

it('says what is missing and where the platform shows it, and guesses neither account nor external ID', async () => {
  const { code, stderr, stdout } = await labelwire('plan', '--platform', 'labelbox', '--offline');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--bucket <name>, --external-id <id>, --platform-account <id>.*Settings > Integrations/);
  expect(stdout).not.toMatch(/\d{12}/);
});

it.each([
  ['--platform-account', '12345', /--platform-account must be an AWS account id of 12 digits/],
  ['--external-id', 'has "quotes"', /--external-id must be/],
  ['--bucket', 's3://clinic-images', /--bucket must be the name of a bucket/],
  ['--role-path', 'teams', /--role-path must begin and end with "\/"/],
  ['--tag', 'team', /--tag.*'team'.*name=value/],
])('refuses %s %j as a wrong call, and says why', async (option, value, reason) => {
  const { code, stderr } = await labelwire('plan', '--platform', 'labelbox', ...about, option, value, '--offline');
  expect(code).toBe(2);
  expect(stderr).toMatch(reason);
});

it('asks for the origin of a platform whose pages are not documented', async () => {
  expect((await labelwire('plan', '--platform', 'encord', ...about, '--offline')).stderr).toMatch(/--origin <url>/);
  const origin = ['--origin', 'https://app.example.com'];
  const { code, stdout } = await labelwire('plan', '--platform', 'encord', ...about, ...origin, '--offline');
  expect(code).toBe(0);
  expect(stdout).toContain('https://app.example.com');
});

it('reserves with the placeholder, before there is an external ID', async () => {
  const { code, stdout } = await labelwire('plan', '--platform', 'labelbox', '--reserve');
  expect(code).toBe(0);
  expect(stdout).toContain('arn:aws:iam::000000000000:role/temporary');
});

it('changes nothing where it cannot ask', async () => {
  const { code, stderr } = await labelwire('apply', '--platform', 'labelbox', ...about);
  expect(code).toBe(2);
  expect(stderr).toMatch(/no interactive terminal.*--yes/);
});

it('fails where nothing could be checked, though nothing was found wrong', async () => {
  const { code, stdout, stderr } = await labelwire('validate', '--platform', 'labelbox', ...about);
  expect(stdout).toMatch(/\n0 right, 0 wrong, \d+ that cannot be judged from here\.\n$/);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/Nothing could be checked.*AWS_PROFILE/)]);
});

it('refuses a platform that it does not know, and lists those with delegated access', async () => {
  const { code, stderr } = await labelwire('plan', '--platform', 'cvat', '--reserve');
  expect(code).toBe(2);
  expect(stderr).toMatch(/cvat.*encord, label-studio, labelbox/);
});
