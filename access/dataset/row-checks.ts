import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { type AccessClients, objectUrl as askedUrl } from '../clients.ts';
import { signedUrl } from '../signed-url.ts';
import { addressIn, type ImportRow } from './import-row.ts';
import type { Finding } from './labelbox/checks.ts';
import { locationIn } from './object-url.ts';

const patienceMilliseconds = 20_000;
const signedSeconds = 300;

type Checked = { readonly clients: AccessClients; readonly region: string; readonly origins: readonly string[] };

/**
 * What a browser on the platform's pages would meet with this row: a signed URL, the CORS preflight, a GET of a range.
 * Signed with the AWS credentials of whoever runs the command, in place of the platform's role.
 */
export async function* rowFindings(row: ImportRow, { clients, region, origins }: Checked): AsyncGenerator<Finding> {
  const location = locationIn(addressIn(row));
  const about = (what: string) => `${what}: ${row.external_id}`;
  if (!location) {
    yield { check: about('address'), ok: false, told: 'its address is not one of S3: make the import file again' };
    return;
  }
  const credentials = await clients.s3At(region).config.credentials();
  const url = askedUrl(location.bucket, region, location.key);
  const signed = signedUrl(url, { credentials, region, seconds: signedSeconds, now: new Date() });
  for (const origin of origins) yield { check: about(`CORS of ${origin}`), ...(await preflight(signed, origin)) };
  yield { check: about('fetch'), ...(await ranged(signed, origins[0] ?? '')) };
}

/** Whether AWS takes these credentials for the bucket at all; signing is done on this machine and cannot fail alone. */
export async function signingFinding({ clients, region }: Checked, bucket: string): Promise<Finding> {
  try {
    await clients.s3At(region).send(new HeadBucketCommand({ Bucket: bucket }));
    return { check: 'signing', ok: true, told: `S3 takes what your AWS credentials sign for ${bucket}` };
  } catch (error) {
    const told = `S3 refuses what your AWS credentials sign for ${bucket} (${(error as Error).name}): check AWS_PROFILE and s3:ListBucket`;
    return { check: 'signing', ok: false, told };
  }
}

type Said = Omit<Finding, 'check'>;

async function preflight(url: string, origin: string): Promise<Said> {
  const headers = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
  return answered(url, { method: 'OPTIONS', headers }, ({ status, headers: answer }) => {
    const allowed = answer.get('access-control-allow-origin');
    if (status === 200 && (allowed === origin || allowed === '*'))
      return { ok: true, told: 'the preflight is allowed' };
    return { ok: false, told: `S3 answers the preflight with ${status}: labelwire access apply writes the CORS rules` };
  });
}

async function ranged(url: string, origin: string): Promise<Said> {
  return answered(url, { headers: { origin, range: 'bytes=0-0' } }, ({ status }) =>
    status === 206
      ? { ok: true, told: 'a range of it can be read' }
      : { ok: false, told: `S3 answers ${status}. ${remedies[status] ?? 'Run this again later.'}` },
  );
}

const remedies: Readonly<Record<number, string>> = {
  200: 'It gives no ranges: something stands between this machine and S3.',
  301: 'The bucket is in another region than its addresses say: make the import file again.',
  403: 'Check s3:GetObject, the bucket policy, kms:Decrypt of its key, and its storage class.',
  404: 'The object is not there any more: make the import file again.',
  416: 'The object has no bytes.',
};

async function answered(url: string, init: RequestInit, judge: (answer: Response) => Said): Promise<Said> {
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
    await answer.body?.cancel();
    return judge(answer);
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { ok: false, told: `S3 gives no answer (${cause?.code ?? name}).` };
  }
}
