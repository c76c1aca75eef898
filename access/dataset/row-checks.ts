import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Datasets, Finding } from '../../lib/platforms/access.ts';
import { firstByte, preflight } from '../browser-requests.ts';
import { type AccessClients, signedUrl } from '../clients.ts';
import { fail, pass } from '../finding.ts';
import { isSeen, look } from '../seen.ts';
import { locationIn } from './object-url.ts';

const signedSeconds = 300;

type Checked = { readonly clients: AccessClients; readonly region: string; readonly origins: readonly string[] };

/**
 * What a browser on the platform's pages would meet with this row: a signed URL, the CORS preflight, a GET of a range. The URL is
 * signed with the AWS credentials of the person who runs the command, in place of the platform's role.
 */
export async function* rowFindings(
  { key, url: address }: ReturnType<Datasets['identify']>,
  { clients, region, origins }: Checked,
): AsyncGenerator<Finding> {
  const location = locationIn(address);
  if (!location) {
    yield fail(`address: ${key}`, 'is not an address of S3', 'Create the import file again.');
    return;
  }
  const url = await signedUrl(clients.s3At(region), location.bucket, location.key, signedSeconds);
  for (const origin of origins) yield corsFinding(`CORS of ${origin}: ${key}`, url, origin);
  yield fetchFinding(`fetch: ${key}`, url);
}

/** Whether AWS accepts these credentials for the bucket at all: signing happens on this machine and cannot show it. */
export async function signingFinding({ clients, region }: Checked, bucket: string): Promise<Finding> {
  try {
    await clients.s3At(region).send(new HeadBucketCommand({ Bucket: bucket }));
    return pass('signing', `S3 accepts what your AWS credentials sign for ${bucket}`);
  } catch (error) {
    const message = `S3 refuses what your AWS credentials sign for ${bucket} (${(error as Error).name})`;
    return fail('signing', message, 'Check AWS_PROFILE and s3:ListBucket.');
  }
}

async function corsFinding(check: string, url: string, origin: string): Promise<Finding> {
  const answer = await look(() => preflight(url, origin));
  if (!isSeen(answer)) return noAnswer(check, answer.unseen);
  const { status, allowedOrigin } = answer.seen;
  return status === 200 && (allowedOrigin === origin || allowedOrigin === '*')
    ? pass(check, 'the preflight is allowed')
    : fail(check, `S3 answers the preflight with ${status}`, '`labelwire access apply` writes the CORS rules.');
}

async function fetchFinding(check: string, url: string): Promise<Finding> {
  const status = await look(() => firstByte(url));
  if (!isSeen(status)) return noAnswer(check, status.unseen);
  return status.seen === 206
    ? pass(check, 'a range of it can be read')
    : fail(check, `S3 answers with ${status.seen}`, fixes[status.seen] ?? 'Run this again later.');
}

const fixes: Readonly<Record<number, string>> = {
  200: 'It ignores the range: look for a proxy between this machine and S3.',
  301: 'The bucket is in another region than its addresses say: create the import file again.',
  403: 'Check s3:GetObject, the bucket policy, kms:Decrypt of its key, and its storage class.',
  404: 'The object does not exist any more: create the import file again.',
  416: 'The object has no bytes: upload it again, or leave it out.',
};

const noAnswer = (check: string, reason: string): Finding =>
  fail(check, reason, 'Check the network, and run this again.');

/** Up to `wanted` of the values, evenly spread from the first one on; `count` is how many there are. */
export async function* sample<Value>(
  values: AsyncIterable<Value>,
  count: number,
  wanted: number,
): AsyncGenerator<Value> {
  let index = 0;
  let taken = 0;
  for await (const value of values) {
    if (taken < wanted && index >= Math.floor((taken * count) / Math.min(wanted, count))) {
      taken += 1;
      yield value;
    }
    index += 1;
  }
}
