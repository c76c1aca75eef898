import { randomUUID } from 'node:crypto';
import { DescribeKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AccessClients } from '../clients.ts';
import { readPolicy } from '../iam/document.ts';
import { regionOfKey } from '../policies.ts';
import type { AccessRequest } from '../request.ts';
import { readRole } from '../role.ts';
import { isSeen, look, type Seen } from '../seen.ts';
import type { AccessFacts, Attempt, BucketFacts, Gathering, KeyFacts } from './facts.ts';
import { gatherBucket } from './gather-bucket.ts';

/** Where a region is not known, and where STS is always active. */
const defaultRegion = 'us-east-1';

/** Looks at everything once and changes nothing. Where it cannot look, the fact says why. */
export async function gather(gathering: Gathering): Promise<AccessFacts> {
  const { request, clients, urls, now, onProgress } = gathering;
  const { stsRegion, title } = request.platform;
  onProgress('the role');
  const caller = async (region: string) =>
    (await clients.stsAt(region).send(new GetCallerIdentityCommand({}))).Account ?? '';
  const sts = await look(() => caller(stsRegion ?? defaultRegion), { RegionDisabledException: undefined });
  const account = isSeen(sts) && sts.seen !== undefined ? { seen: sts.seen } : await look(() => caller(defaultRegion));
  const role = await look(() => readRole(clients.iam, request.roleName));
  const attempts = isSeen(role) && role.seen ? await tryToAssume(gathering, role.seen.arn) : [];
  const buckets: BucketFacts[] = [];
  for (const bucket of request.buckets) {
    onProgress(`bucket ${bucket}`);
    buckets.push(await gatherBucket(bucket, gathering));
  }
  onProgress('keys');
  const keys = await keysOf(request, buckets, clients);
  onProgress(title);
  const platform = await look(gathering.platform);
  return {
    request,
    account,
    sts: isInactive(attempts) ? { seen: false } : isSeen(sts) ? { seen: sts.seen !== undefined } : sts,
    role,
    attempts,
    buckets,
    keys,
    urls,
    platform,
    now,
  };
}

/** AssumeRole is the only call that is documented to report it: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors */
const isInactive = (attempts: readonly Attempt[]): boolean =>
  attempts.some(({ wasAssumed }) => !isSeen(wasAssumed) && wasAssumed.unseen.startsWith('RegionDisabledException'));

/** Platforms do the same to find an insecure role. The credentials that STS returns are thrown away. */
async function tryToAssume({ request, clients, tryAssume }: Gathering, RoleArn: string): Promise<Attempt[]> {
  const sts = clients.stsAt(request.platform.stsRegion ?? defaultRegion);
  const tried = async (ExternalId?: string): Promise<Seen<boolean>> => {
    if (!tryAssume) return { unseen: 'switched off by --no-assume' };
    const parameters = { RoleArn, RoleSessionName: 'labelwire-validate', DurationSeconds: 900 };
    const send = async () => {
      await sts.send(new AssumeRoleCommand({ ...parameters, ExternalId }));
      return true;
    };
    return look(send, { AccessDenied: false, AccessDeniedException: false });
  };
  return [
    { externalId: 'none', wasAssumed: await tried() },
    { externalId: 'a wrong one', wasAssumed: await tried(`labelwire-${randomUUID()}`) },
  ];
}

/** The key that the request names and those of the buckets, each once. */
async function keysOf(
  { kmsKey }: AccessRequest,
  buckets: readonly BucketFacts[],
  clients: AccessClients,
): Promise<Seen<KeyFacts>[]> {
  const named = new Map<string, string>(kmsKey ? [[kmsKey, regionOfKey(kmsKey)]] : []);
  for (const { key, region } of buckets) {
    if (!isSeen(key) || key.seen === undefined) continue;
    const keyRegion = regionOfKey(key.seen);
    if (![...named.keys()].some((arn) => arn.endsWith(key.seen ?? '')))
      named.set(key.seen, keyRegion || (isSeen(region) ? region.seen : defaultRegion));
  }
  const found: Seen<KeyFacts>[] = [];
  for (const [KeyId, region] of named) found.push(await look(() => readKey(clients, KeyId, region)));
  return found;
}

async function readKey(clients: AccessClients, KeyId: string, region: string): Promise<KeyFacts> {
  const kms = clients.kmsAt(region);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  const { Policy = '' } = await kms.send(
    new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId ?? KeyId, PolicyName: 'default' }),
  );
  return { arn: KeyMetadata?.Arn ?? KeyId, isEnabled: KeyMetadata?.Enabled === true, policy: readPolicy(Policy) };
}
