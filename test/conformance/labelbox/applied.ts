import { CreatePolicyCommand, CreateRoleCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { type CORSRule, DeleteBucketCommand, GetBucketCorsCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { runSteps, stepsOf } from '../../../access/apply.ts';
import { accessClients } from '../../../access/clients.ts';
import { differences, planAccess } from '../../../access/plan.ts';
import { trustPolicy } from '../../../access/policies.ts';
import { accessRequest } from '../../../access/request.ts';
import { readRole } from '../../../access/role.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';
import { makeBucket, region } from './bucket.ts';
import { labelwire } from './labelwire.ts';
import { externalId, platformAccount, type World } from './world.ts';

const labelbox = await labelboxAccess();

const parameters = (bucket: string, role: string) => [
  ...['--platform', 'labelbox', '--bucket', bucket, '--external-id', externalId],
  ...['--platform-account', platformAccount, '--role-name', role],
];

type Rule = readonly [title: string, holds: (world: World) => Promise<boolean>];

/** What apply promises, on an IAM and an S3 that nobody here wrote. */
export const rules: readonly Rule[] = [
  ['a killed run is completed by the next, with one role and one integration', killedAndCompleted],
  ['a failing step undoes what the run made', undone],
  ['existing CORS rules are kept', rulesKept],
  ['a role that trusts somebody else is overwritten only with --replace-trust', trustKept],
  [
    'the path, the boundary and the tags that an account demands are set, on a new role and on one that exists',
    demandsMet,
  ],
  ['a bucket that does not exist is reported, and nothing is created', noBucket],
];

const rolesNamed = async (name: string) =>
  ((await accessClients().iam.send(new ListRolesCommand({}))).Roles ?? []).filter(({ RoleName }) => RoleName === name);

async function killedAndCompleted(world: World): Promise<boolean> {
  await makeBucket('killed-images', ['a.png']);
  const apply = ['access', 'apply', ...parameters('killed-images', 'killed'), '--yes'];
  const killed = await labelwire(world, apply, '✓ create the role');
  const first = await labelwire(world, apply);
  const second = await labelwire(world, apply);
  const valid = await labelwire(world, ['access', 'validate', ...parameters('killed-images', 'killed')]);
  return (
    killed.status === null &&
    first.status === 0 &&
    !first.text.includes('✓ create the role') &&
    second.text.includes('nothing to change') &&
    second.text.includes('integration killed exists') &&
    valid.status === 0 &&
    (await rolesNamed('killed')).length === 1
  );
}

async function undone(): Promise<boolean> {
  await makeBucket('undone-images', []);
  const clients = accessClients();
  const request = requestFor('undone-images', 'undone');
  const steps = stepsOf(differences(await planAccess(request, clients)), request, clients);
  await clients.s3At(region).send(new DeleteBucketCommand({ Bucket: 'undone-images' }));
  const outcomes: string[] = [];
  try {
    for await (const { outcome } of runSteps(steps)) outcomes.push(outcome);
  } catch (error) {
    const expected = ['done', 'done', 'failed', 'undone', 'undone'];
    return (
      (error as Error).name === 'NoSuchBucket' &&
      JSON.stringify(outcomes) === JSON.stringify(expected) &&
      (await readRole(clients.iam, 'undone')) === undefined
    );
  }
  return false;
}

async function rulesKept(world: World): Promise<boolean> {
  const Bucket = 'ruled-images';
  await makeBucket(Bucket, []);
  const s3 = accessClients().s3At(region);
  const own: CORSRule = {
    AllowedMethods: ['PUT'],
    AllowedOrigins: ['https://upload.example'],
    AllowedHeaders: ['x-one'],
  };
  await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [own] } }));
  const { status } = await labelwire(world, [
    'access',
    'apply',
    ...parameters(Bucket, 'ruled'),
    '--yes',
    '--cors-only',
  ]);
  const { CORSRules = [] } = await s3.send(new GetBucketCorsCommand({ Bucket }));
  const [kept] = CORSRules;
  return (
    status === 0 &&
    CORSRules.length === 2 &&
    kept?.AllowedOrigins?.[0] === 'https://upload.example' &&
    kept.AllowedMethods?.[0] === 'PUT' &&
    (await rolesNamed('ruled')).length === 0
  );
}

async function trustKept(world: World): Promise<boolean> {
  await makeBucket('trusted-images', []);
  const { iam } = accessClients();
  const other = trustPolicy({ ...requestFor('trusted-images', 'trusted'), externalId: 'of-somebody-else' });
  await iam.send(new CreateRoleCommand({ RoleName: 'trusted', AssumeRolePolicyDocument: JSON.stringify(other) }));
  const apply = ['access', 'apply', ...parameters('trusted-images', 'trusted'), '--yes'];
  const refused = await labelwire(world, apply);
  const kept = JSON.stringify((await readRole(iam, 'trusted'))?.trust).includes('of-somebody-else');
  const replaced = await labelwire(world, [...apply, '--replace-trust']);
  const changed = JSON.stringify((await readRole(iam, 'trusted'))?.trust).includes(externalId);
  return refused.status === 1 && refused.text.includes('--replace-trust') && kept && replaced.status === 0 && changed;
}

async function demandsMet(world: World): Promise<boolean> {
  const Bucket = 'demanding-images';
  await makeBucket(Bucket, ['a.png']);
  const { iam } = accessClients();
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'guard-rail', PolicyDocument }));
  const boundary = Policy?.Arn ?? '';
  const demands = ['--role-path', '/teams/', '--permissions-boundary', boundary, '--tag', 'team=labels', 'cost=1'];
  const trust = trustPolicy(requestFor(Bucket, 'existing'));
  const existing = { RoleName: 'existing', Path: '/teams/', AssumeRolePolicyDocument: JSON.stringify(trust) };
  await iam.send(new CreateRoleCommand({ ...existing, Tags: [{ Key: 'owner', Value: 'me' }] }));
  const met = async (name: string) => {
    const options = [...parameters(Bucket, name), ...demands];
    const { status } = await labelwire(world, ['access', 'apply', ...options, '--yes']);
    const valid = await labelwire(world, ['access', 'validate', ...options]);
    const elsewhere = await labelwire(world, ['access', 'apply', ...options, '--role-path', '/', '--yes']);
    const role = await readRole(iam, name);
    return (
      [status, valid.status, elsewhere.status].join() === '0,0,1' &&
      elsewhere.text.includes('IAM moves no role') &&
      role?.arn.endsWith(`:role/teams/${name}`) &&
      role.boundary?.arn === boundary &&
      role.tags.team === 'labels' &&
      role.tags.cost === '1' &&
      (name !== 'existing' || role.tags.owner === 'me')
    );
  };
  return (await met('made')) === true && (await met('existing')) === true;
}

async function noBucket(world: World): Promise<boolean> {
  const { status, text } = await labelwire(world, ['access', 'apply', ...parameters('no-images', 'nobody'), '--yes']);
  return status === 1 && text.includes('There is no bucket "no-images"') && (await rolesNamed('nobody')).length === 0;
}

const requestFor = (bucket: string, roleName: string) =>
  accessRequest(labelbox, {
    buckets: [bucket],
    prefix: '',
    externalId,
    platformAccount,
    roleName,
    origins: ['https://app.labelbox.com'],
  });
