import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../support/examples.ts';

/** Nothing listens there: whatever asks AWS fails. */
const deadEnd = 'http://127.0.0.1:9';

/** The real command line, with nobody at its terminal. */
function labelwire(...parameters: string[]) {
  const environment = { PATH: process.env.PATH, AWS_ENDPOINT_URL: deadEnd, AWS_REGION: 'us-east-1' };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'cli', 'main.ts'), 'access', ...parameters],
    {
      encoding: 'utf8',
      env: environment,
      timeout: 60_000,
    },
  );
  return { status, stdout, stderr };
}
const about = ['--bucket', 'clinic-images', '--external-id', 'cm3-4f1c', '--platform-account', '999999999999'];

it('plans without looking at the account, for a program', () => {
  const { status, stdout } = labelwire('plan', '--platform', 'labelbox', ...about, '--offline', '--json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    platformAccount: '999999999999',
    roleArn: null,
    trustPolicy: { Statement: [{ Principal: { AWS: 'arn:aws:iam::999999999999:root' } }] },
    cors: [{ bucket: 'clinic-images', region: null }],
    changes: null,
  });
});

it('says what is missing and where the platform shows it, and guesses neither account nor external ID', () => {
  const { status, stderr, stdout } = labelwire('plan', '--platform', 'labelbox', '--offline');
  expect(status).toBe(2);
  expect(stderr).toMatch(/--bucket <name>, --external-id <id>, --platform-account <id>.*Settings > Integrations/);
  expect(stdout).not.toMatch(/\d{12}/);
});

it.each([
  ['--platform-account', '12345', /--platform-account must be an AWS account id of 12 digits/],
  ['--external-id', 'has "quotes"', /--external-id must be/],
  ['--bucket', 's3://clinic-images', /--bucket must be the name of a bucket/],
])('refuses %s %j as a wrong call, and says why', (option, value, reason) => {
  const { status, stderr } = labelwire('plan', '--platform', 'labelbox', ...about, option, value, '--offline');
  expect(status).toBe(2);
  expect(stderr).toMatch(reason);
});

it('asks for the origin of a platform whose pages are not documented', () => {
  expect(labelwire('plan', '--platform', 'encord', ...about, '--offline').stderr).toMatch(/--origin <url>/);
  const origin = ['--origin', 'https://app.example.com'];
  const { status, stdout } = labelwire('plan', '--platform', 'encord', ...about, ...origin, '--offline');
  expect(status).toBe(0);
  expect(stdout).toContain('https://app.example.com');
});

it('reserves with the placeholder, before there is an external ID', () => {
  const { status, stdout } = labelwire('plan', '--platform', 'labelbox', '--reserve');
  expect(status).toBe(0);
  expect(stdout).toContain('arn:aws:iam::000000000000:role/temporary');
});

it('changes nothing where it cannot ask', () => {
  const { status, stderr } = labelwire('apply', '--platform', 'labelbox', ...about);
  expect(status).toBe(2);
  expect(stderr).toMatch(/Not an interactive terminal.*--yes/);
});

it('refuses a platform that it does not know, and lists those with delegated access', () => {
  const { status, stderr } = labelwire('plan', '--platform', 'cvat', '--reserve');
  expect(status).toBe(2);
  expect(stderr).toMatch(/cvat.*encord, label-studio, labelbox/);
});
