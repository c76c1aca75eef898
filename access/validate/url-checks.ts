import type { Finding } from '../../lib/platforms/access.ts';
import { fail, hint, pass, unjudged } from '../finding.ts';
import type { AccessRequest } from '../request.ts';
import { isSeen } from '../seen.ts';
import type { AccessFacts, BucketFacts } from './facts.ts';

/** Both spellings of https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html that name the region. */
const virtualHost = /^(?<bucket>[a-z0-9.-]+)\.s3[.-](?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

/** Whether the platform can sign and load the addresses of data rows. */
export function urlChecks({ urls, request, buckets, now }: AccessFacts): Finding[] {
  return urls.map((text) => urlCheck(text, request, buckets, now));
}

function urlCheck(text: string, { prefix }: AccessRequest, buckets: readonly BucketFacts[], now: Date): Finding {
  const check = `URL: ${text.replace(/\?.*/s, '')}`; // a signature is a secret
  const form = 'https://<bucket>.s3.<region>.amazonaws.com/<key>';
  if (!URL.canParse(text)) return fail(check, 'is not a URL', `Write it as ${form}.`);
  const url = new URL(text);
  if (url.protocol !== 'https:') return fail(check, `begins with ${url.protocol}//`, `Write it as ${form}.`);
  const { bucket: name, region } = virtualHost.exec(url.hostname)?.groups ?? {};
  if (name === undefined || region === undefined)
    return fail(check, 'is not the address of a bucket with its region', `Write it as ${form}.`);
  const bucket = buckets.find(({ bucket: known }) => known === name);
  if (!bucket) return fail(check, 'names a bucket that is not checked here', `Add it: --bucket ${name}.`);
  if (!isSeen(bucket.region)) return unjudged(check, `the bucket’s region is not known: ${bucket.region.unseen}`);
  if (bucket.region.seen !== region)
    return fail(
      check,
      `names the region ${region}, but the bucket is in ${bucket.region.seen}`,
      `Write it as https://${name}.s3.${bucket.region.seen}.amazonaws.com/…`,
    );
  const key = keyOf(url);
  if (key === undefined)
    return fail(check, 'has a "%" that does not encode anything', 'Percent-encode the key as UTF-8.');
  if (!key.startsWith(prefix))
    return fail(
      check,
      `is not below ${prefix}`,
      'The role can read only what is below --prefix: widen it, or leave the row out.',
    );
  return signature(check, url, now);
}

function keyOf({ pathname }: URL): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function signature(check: string, url: URL, now: Date): Finding {
  const unsigned = 'Write the address without its query into the data row: the platform signs it itself.';
  if (!url.searchParams.has('X-Amz-Signature')) return pass(check, 'bucket, region and key are right');
  const [, y, mo, d, h, mi, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(url.searchParams.get('X-Amz-Date') ?? '') ?? [];
  const end = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) + Number(url.searchParams.get('X-Amz-Expires')) * 1000;
  if (Number.isNaN(end)) return fail(check, 'is signed with a time that cannot be read', unsigned);
  if (end <= now.getTime()) return fail(check, `is signed and expired at ${new Date(end).toISOString()}`, unsigned);
  return hint(
    check,
    `is signed and expires at ${new Date(end).toISOString()}; after that nobody can load it`,
    unsigned,
  );
}
