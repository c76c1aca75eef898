import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accessIn } from '../../../cli/access/deployed-access.ts';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import { labelwire } from '../../support/command-line.ts';

/** Outputs of a stack that makes the role, in an account that demands something of roles. */
const withRole = {
  DelegatedAccessRoleArn: 'arn:aws:iam::123456789012:role/teams/labels/labelwire-prod-DelegatedAccessRole-1A2B',
  DelegatedAccessPlatformAccount: '999999999999',
  DelegatedAccessExternalId: 'cm3-4f1c',
  DelegatedAccessBuckets: 'clinic-images,acme-labels',
  DelegatedAccessOrigins: 'https://app.example.com',
  RolePath: '/teams/labels/',
  PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/teams',
};
const { RolePath, PermissionsBoundaryArn } = withRole;
const withoutRole = { RolePath, PermissionsBoundaryArn };

const stack = (outputs: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>> = {}) => ({
  outputs: new Map(Object.entries(outputs)),
  tags: new Map(Object.entries(tags)),
});

describe('what a stack says of delegated access', () => {
  it('is all of the role that it makes', () => {
    expect(accessIn(stack(withRole, { STAGE: 'prod', team: 'labels' }))).toEqual({
      bucket: ['clinic-images', 'acme-labels'],
      externalId: 'cm3-4f1c',
      platformAccount: '999999999999',
      origin: ['https://app.example.com'],
      roleName: 'labelwire-prod-DelegatedAccessRole-1A2B',
      rolePath: '/teams/labels/',
      permissionsBoundary: 'arn:aws:iam::123456789012:policy/teams',
      tag: { team: 'labels' },
    });
  });

  it('is what the account demands where it makes none, and nothing where the account demands nothing', () => {
    expect(accessIn(stack(withoutRole))).toEqual({
      rolePath: '/teams/labels/',
      permissionsBoundary: 'arn:aws:iam::123456789012:policy/teams',
    });
    expect(accessIn(stack({ WebhookUrl: 'https://example.com' }, { STAGE: 'prod' }))).toEqual({});
  });
});

const member = (tag: string, entries: Readonly<Record<string, string>>, [key, value]: readonly [string, string]) =>
  Object.entries(entries)
    .map(([name, text]) => `<member><${key}>${name}</${key}><${value}>${text}</${value}></member>`)
    .join('')
    .replace(/^(.*)$/, `<${tag}>$1</${tag}>`);

describe('labelwire access --stage', () => {
  let aws: HttpServer;
  let outputs: Readonly<Record<string, string>>;
  let hasRole: boolean;
  let changed: string[];
  beforeEach(async () => {
    [outputs, hasRole, changed] = [withRole, true, []];
    const xml = (operation: string, result: string, status = 200) =>
      new Response(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`, {
        headers: { 'content-type': 'text/xml' },
        status,
      });
    const trust = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [] }));
    const answers: Readonly<Record<string, () => Response>> = {
      DescribeStacks: () =>
        xml(
          'DescribeStacks',
          `<Stacks><member><StackName>labelwire-prod</StackName>${member('Outputs', outputs, ['OutputKey', 'OutputValue'])}${member('Tags', { team: 'labels' }, ['Key', 'Value'])}</member></Stacks>`,
        ),
      GetCallerIdentity: () =>
        xml('GetCallerIdentity', '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/u</Arn>'),
      GetRole: () =>
        hasRole
          ? xml(
              'GetRole',
              `<Role><Arn>${withRole.DelegatedAccessRoleArn}</Arn><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument></Role>`,
            )
          : new Response('<ErrorResponse><Error><Code>NoSuchEntity</Code></Error></ErrorResponse>', { status: 404 }),
      ListRolePolicies: () => xml('ListRolePolicies', '<PolicyNames/>'),
      ListAttachedRolePolicies: () => xml('ListAttachedRolePolicies', '<AttachedPolicies/>'),
    };
    aws = await serve(async (request) => {
      const action = new URLSearchParams(await request.text()).get('Action');
      if (action === null && request.method !== 'PUT') {
        return new URL(request.url).searchParams.has('cors')
          ? new Response('<CORSConfiguration/>')
          : new Response(null, { headers: { 'x-amz-bucket-region': 'us-east-1' } });
      }
      const answer = answers[action ?? '']?.();
      if (!answer) changed.push(action ?? `${request.method} ${new URL(request.url).pathname}`);
      return answer ?? new Response('');
    });
  });
  afterEach(() => aws.close());

  const access = (...words: string[]) =>
    labelwire(['access', ...words], {
      environment: {
        AWS_ENDPOINT_URL: aws.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
      },
    });
  const ofProd = ['--platform', 'labelbox', '--stage', 'prod'];

  it('plans with what the stack says, and leaves the role to the stack', async () => {
    const { code, stdout, stderr } = await access('plan', ...ofProd, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const plan = JSON.parse(stdout);
    expect(plan).toMatchObject({
      platformAccount: '999999999999',
      roleArn: withRole.DelegatedAccessRoleArn,
      permissionsBoundary: PermissionsBoundaryArn,
      tags: { team: 'labels' },
    });
    expect(plan.changes.map(({ title }: { title: string }) => title)).toEqual([
      'CORS rules of clinic-images',
      'CORS rules of acme-labels',
    ]);
    expect(JSON.stringify(plan.cors)).toContain('https://app.example.com');
    expect((await access('plan', ...ofProd)).stdout).toContain('which the stack makes: its parameters change it');
  });

  it('applies nothing but the CORS rules where the stack makes the role', async () => {
    const { stdout } = await access('apply', ...ofProd, '--yes', '--json');
    expect(changed).toEqual(['PUT /clinic-images/', 'PUT /acme-labels/']);
    expect(stdout).not.toContain('trust policy of');
  });

  it('lets an option say otherwise', async () => {
    const own = ['--bucket', 'other-images', '--role-name', 'ours', '--external-id', 'another'];
    const { stdout } = await access('plan', ...ofProd, ...own, '--json');
    const plan = JSON.parse(stdout);
    expect(plan.cors.map(({ bucket }: { bucket: string }) => bucket)).toEqual(['other-images']);
    expect(plan.roleName).toBe('ours');
    expect(JSON.stringify(plan.trustPolicy)).toContain('"sts:ExternalId":"another"');
    expect(plan.changes.map(({ kind }: { kind: string }) => kind)).toContain('trust');
  });

  it('says what a stack without the role leaves open, and that it is not guessed', async () => {
    outputs = withoutRole;
    const { code, stderr } = await access('plan', ...ofProd);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Missing: --bucket <name>.*The stack labelwire-prod does not say it.*Neither is guessed/);
    hasRole = false;
    const rest = ['--bucket', 'clinic-images', '--external-id', 'cm3-4f1c', '--platform-account', '999999999999'];
    const { stdout } = await access('plan', ...ofProd, ...rest, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      roleArn: 'arn:aws:iam::123456789012:role/teams/labels/labelwire-labelbox-read',
      permissionsBoundary: PermissionsBoundaryArn,
      tags: { team: 'labels' },
    });
    expect((await access('plan', ...ofProd, '--reserve')).stdout).toContain(':role/teams/labels/labelwire');
  });

  it('stops where the role of the stack is gone', async () => {
    hasRole = false;
    const { code, stderr } = await access('apply', ...ofProd, '--yes');
    expect([code, stderr, changed]).toEqual([1, expect.stringMatching(/of the stack must be there.*Deploy again/), []]);
  });

  it('does not look at the account offline', async () => {
    const { code, stderr } = await access('plan', ...ofProd, '--offline');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/'--offline' cannot be used with option '--stage/)]);
  });
});
