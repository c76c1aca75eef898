import { PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketCorsCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { runSteps, stepsOf } from '../../../access/apply.ts';
import { accessClients } from '../../../access/clients.ts';
import { differences, planAccess } from '../../../access/plan.ts';
import { permissionPolicy, policyName, trustPolicy } from '../../../access/policies.ts';
import { type AccessRequest, accessRequest } from '../../../access/request.ts';
import { gather } from '../../../access/validate/gather.ts';
import { judge } from '../../../access/validate/judge.ts';
import type { Finding } from '../../../lib/platforms/access.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';
import { makeBucket, png, region } from './bucket.ts';
import { externalId, ownAccount, platformAccount, type World } from './world.ts';

const labelbox = await labelboxAccess();
const bucket = 'planted-images';
const values = {
  buckets: [bucket],
  prefix: '',
  externalId,
  platformAccount,
  roleName: 'planted',
  origins: ['https://app.labelbox.com', 'https://editor.labelbox.com'],
};
const request = accessRequest(labelbox, values);

/** Breaks one thing, and returns what must be asked besides the usual. */
type Plant = { readonly urls?: readonly string[]; readonly request?: AccessRequest } | undefined;
type Planted = {
  readonly title: string;
  readonly plant: (world: World) => Promise<Plant> | Plant;
  readonly check: RegExp;
  readonly fix: RegExp;
};

const clients = accessClients;
const s3 = () => clients().s3At(region);
const put = (Key: string, Body: Buffer) => s3().send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
const trust = (parts: object) => {
  const [statement] = [trustPolicy(request).Statement].flat();
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...parts }] });
  return clients().iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: request.roleName, PolicyDocument }));
};

export const planted: readonly Planted[] = [
  {
    title: 'missing condition',
    plant: async () => void (await trust({ Condition: {} })),
    check: /no external ID/,
    fix: /StringEquals sts:ExternalId/,
  },
  {
    title: 'wildcard principal',
    plant: async () => void (await trust({ Principal: { AWS: '*' } })),
    check: /trust: who/,
    fix: /Trust the account/,
  },
  {
    title: 'wrong external ID',
    plant: async () => void (await trust({ Condition: { StringEquals: { 'sts:ExternalId': 'another' } } })),
    check: /trust: the platform/,
    fix: /Compare both/,
  },
  {
    title: 'write permission',
    async plant() {
      const { Statement } = permissionPolicy(request);
      const write = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/*` };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [Statement, write].flat() });
      const named = { RoleName: request.roleName, PolicyName: policyName };
      await clients().iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument }));
      return undefined;
    },
    check: /nothing else/,
    fix: /Take that away/,
  },
  {
    title: 'missing CORS origin',
    async plant() {
      const CORSRules = [
        { AllowedHeaders: ['*'], AllowedMethods: ['GET'], AllowedOrigins: ['https://app.labelbox.com'] },
      ];
      await s3().send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } }));
      return undefined;
    },
    check: /CORS preflight: .* from https:\/\/editor\.labelbox\.com/,
    fix: /--cors-only/,
  },
  {
    title: 'STS inactive',
    plant({ sts }) {
      sts.isActive = false;
      return undefined;
    },
    check: /^STS$/,
    fix: /us-east-2 > Activate/,
  },
  {
    title: 'KMS key denied',
    async plant() {
      const kms = clients().kmsAt(region);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const KeyId = KeyMetadata?.KeyId ?? '';
      const [everything, root] = ['kms:*', `arn:aws:iam::${ownAccount}:root`];
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: root }, Action: everything, Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
        ],
      });
      await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy }));
      return { request: accessRequest(labelbox, { ...values, kmsKey: KeyMetadata?.Arn }) };
    },
    check: /KMS key/,
    fix: /allow kms:Decrypt/,
  },
  {
    title: 'wrong region',
    plant: () => ({ urls: [`https://${bucket}.s3.us-east-1.amazonaws.com/a.png`] }),
    check: /URL/,
    fix: new RegExp(region),
  },
  {
    title: 'public bucket',
    async plant() {
      await s3().send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
      const read = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [read] });
      await s3().send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
      return undefined;
    },
    check: /public access/,
    fix: /put-public-access-block/,
  },
  {
    title: 'expired URL',
    async plant() {
      const signingDate = new Date(Date.now() - 3_600_000);
      const object = new GetObjectCommand({ Bucket: bucket, Key: 'a.png' });
      const signed = new URL(await getSignedUrl(s3(), object, { expiresIn: 900, signingDate }));
      return { urls: [`https://${bucket}.s3.${region}.amazonaws.com/a.png${signed.search}`] };
    },
    check: /URL/,
    fix: /without its query/,
  },
  {
    title: 'wrong type',
    plant: async () => void (await put('b.zip', Buffer.from('504b03040a0000000000', 'hex'))),
    check: /object: .*b\.zip/,
    fix: /Convert it/,
  },
  {
    title: 'empty object',
    plant: async () => void (await put('c.png', Buffer.alloc(0))),
    check: /object: .*c\.png/,
    fix: /Upload it again/,
  },
];

/** Makes everything right again: apply itself fixes what an earlier plant broke, where apply can. */
async function makeRight({ sts }: World): Promise<void> {
  sts.isActive = true;
  for (const Key of ['b.zip', 'c.png']) await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  await s3().send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  // With two rules, moto refuses each preflight that does not fit both; S3 takes the first that fits.
  await s3().send(new DeleteBucketCorsCommand({ Bucket: bucket }));
  const changes = differences(await planAccess(request, clients()));
  for await (const _result of runSteps(stepsOf(changes, request, clients())));
}

async function failures({ urls = [], request: asked = request }: NonNullable<Plant> = {}): Promise<Finding[]> {
  const facts = await gather({
    request: asked,
    clients: clients(),
    sample: 20,
    urls,
    tryAssume: true,
    platform: async () => ({
      name: 'planted',
      roleArn: `arn:aws:iam::${ownAccount}:role/planted`,
      findings: [],
    }),
    fetch,
    now: new Date(),
    onProgress: () => undefined,
  });
  return judge(facts).filter(({ outcome }) => outcome === 'fail');
}

/** Plants each alone where everything was right before, and returns what was not found. */
export async function findPlanted(world: World): Promise<string[]> {
  const faults: string[] = [];
  await makeBucket(bucket, []);
  await put('a.png', png);
  for (const { title, plant, check, fix } of planted) {
    await makeRight(world);
    const before = await failures();
    if (before.length > 0)
      faults.push(`${title}: before anything was planted, ${before[0]?.check} failed: ${before[0]?.message}`);
    const found = await failures((await plant(world)) ?? {});
    const expected = found.find((finding) => check.test(finding.check));
    if (!expected)
      faults.push(`${title}: not found; failed: ${found.map((finding) => finding.check).join(', ') || 'nothing'}`);
    else if (!fix.test(expected.fix ?? '')) faults.push(`${title}: the fix is "${expected.fix}"`);
  }
  await makeRight(world);
  return faults;
}
