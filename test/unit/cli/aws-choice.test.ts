import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import type { AccountDemands } from '../../../deploy/account.ts';
import BuildPlugin from '../../../deploy/build-plugin.ts';
import { region } from '../../../deploy/region.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { labelwire } from '../../support/command-line.ts';

/** An AWS that refuses everything, and notes for which region each request was signed. */
let aws: HttpServer;
const signedFor: string[] = [];
beforeAll(async () => {
  aws = await serve(async (request) => {
    const [, signedRegion = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.get('authorization') ?? '') ?? [];
    signedFor.push(signedRegion);
    return new Response('<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>', { status: 403 });
  });
});
afterAll(() => aws.close());
beforeEach(() => signedFor.splice(0));

const profiles = join(newFolder(), 'config');
writeFileSync(
  profiles,
  `[profile north]
region = eu-north-1
aws_access_key_id = AKIDNORTH
aws_secret_access_key = secret
[profile nowhere]
aws_access_key_id = AKIDNOWHERE
aws_secret_access_key = secret
`,
);
const shell = { AWS_CONFIG_FILE: profiles, AWS_SHARED_CREDENTIALS_FILE: profiles, AWS_EC2_METADATA_DISABLED: 'true' };

const environment = process.env;
afterEach(() => {
  process.env = environment;
});
async function regionOfDeployment(variables: Record<string, string>, options: Record<string, string>): Promise<string> {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
  process.env = { ...Object.fromEntries(others), ...shell, ...variables };
  return region({ resolveVariable: async () => options });
}
const dlqList = (variables: Record<string, string>, ...args: string[]) =>
  labelwire(['dlq', 'list', ...args], { environment: { ...shell, AWS_ENDPOINT_URL: aws.url, ...variables } });

const keys = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('deployment and command line choose the same region', () => {
  it.each([
    ['AWS_REGION', { ...keys, AWS_REGION: 'ap-south-1' }, undefined, 'ap-south-1'],
    ['AWS_DEFAULT_REGION alone', { ...keys, AWS_DEFAULT_REGION: 'ap-south-2' }, undefined, 'ap-south-2'],
    ['the region of AWS_PROFILE', { AWS_PROFILE: 'north' }, undefined, 'eu-north-1'],
    [
      'the profile before AWS_DEFAULT_REGION',
      { AWS_PROFILE: 'north', AWS_DEFAULT_REGION: 'x-1' },
      undefined,
      'eu-north-1',
    ],
    ['AWS_REGION before the profile', { AWS_PROFILE: 'north', AWS_REGION: 'ap-south-1' }, undefined, 'ap-south-1'],
    ['--region before all', { AWS_PROFILE: 'north', AWS_REGION: 'ap-south-1' }, 'sa-east-1', 'sa-east-1'],
  ])('by %s', async (_name, variables: Record<string, string>, named, expected) => {
    const options = named === undefined ? [] : ['--region', named];
    await dlqList(variables, ...options);

    expect(signedFor).toContain(expected);
    expect(new Set(signedFor)).toEqual(new Set([expected]));
    expect(await regionOfDeployment(variables, named === undefined ? {} : { region: named })).toBe(expected);
  });

  it('by the profile that the call names, whose credentials are used', async () => {
    await dlqList({}, '--profile', 'north');

    expect(new Set(signedFor)).toEqual(new Set(['eu-north-1']));
    expect(await regionOfDeployment({}, { 'aws-profile': 'north' })).toBe('eu-north-1');
  });
});

const sentence = 'No AWS region is chosen. Add --region <region>, set AWS_REGION, or give your AWS profile a region.';

it('stops with one sentence, and asks no AWS, where no region is chosen', async () => {
  expect(await dlqList({ AWS_PROFILE: 'nowhere' })).toMatchObject({ code: 1, stderr: `labelwire: ${sentence}\n` });
  expect(signedFor).toEqual([]);
  await expect(regionOfDeployment({ AWS_PROFILE: 'nowhere' }, {})).rejects.toThrow(sentence);
});

it.each([
  ['connect', 'labelbox', '--dry-run'],
  ['dlq', 'show', 'letter'],
  ['dlq', 'replay', '--all'],
  ['dlq', 'purge', '--all'],
  ['doctor'],
])('labelwire %s %s says so, too', async (...args) => {
  const { code, stdout, stderr } = await labelwire(args, { environment: { ...shell, AWS_PROFILE: 'nowhere' } });

  expect(code).toBe(1);
  expect(stdout + stderr).toContain(sentence);
});

describe('the plug-in of the deployment', () => {
  const Serverless = createRequire(import.meta.url)('serverless') as { prototype: object };
  const running = (...commands: string[]) =>
    Object.assign(Object.create(Serverless.prototype) as object, {
      serviceDir: '/service',
      processedInput: { commands },
      service: {
        resources: { Resources: {} },
        provider: { compiledCloudFormationTemplate: { Resources: {} } },
        custom: { account: {} as AccountDemands },
        functions: {},
      },
      getProvider: () => ({
        naming: { getStackName: () => 'labelwire-prod' },
        getRegion: () => 'eu-north-1',
        getStage: () => 'prod',
        getAwsSdkV3Config: async () => ({ region: 'eu-north-1' }),
      }),
    });
  const written: string[] = [];
  const writers = {
    log: { notice: (text: string) => written.push(text), warning: (text: string) => written.push(text) },
  };

  it('stops in a `serverless` that is not of this folder, and names the right one', () => {
    const another = { processedInput: { commands: ['deploy'] }, getProvider: () => ({}) } as never;

    expect(() => new BuildPlugin(another, {}, writers)).toThrow(/npx serverless deploy$/);
    expect(signedFor).toEqual([]);
  });

  it('prints account, region and stage before a deployment starts', async () => {
    const sts = await serve(
      async () =>
        new Response(
          '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
          { headers: { 'content-type': 'text/xml' } },
        ),
    );
    process.env = { ...environment, ...shell, ...keys, AWS_ENDPOINT_URL: sts.url };
    await new BuildPlugin(running('deploy'), {}, writers).hooks.initialize?.();
    await sts.close();

    expect(written).toEqual(['AWS account 111122223333, region eu-north-1, stage prod']);
  });

  it('changes nothing where AWS does not say whose account it is', async () => {
    process.env = { ...environment, ...shell, ...keys, AWS_ENDPOINT_URL: aws.url };

    await expect(new BuildPlugin(running('remove'), {}, writers).hooks.initialize?.()).rejects.toThrow(
      /\(AccessDenied\).*Nothing was changed\.$/,
    );
  });

  it('asks nobody when it only packages', async () => {
    await new BuildPlugin(running('package'), {}, writers).hooks.initialize?.();

    expect(signedFor).toEqual([]);
  });
});
