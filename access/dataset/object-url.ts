import { RowRefused } from './refused.ts';

const domains: readonly (readonly [region: string, domain: string])[] = [['cn-', 'amazonaws.com.cn']];

const hostOf = (bucket: string, region: string): string => {
  const domain = domains.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'amazonaws.com';
  return `${bucket}.s3.${region}.${domain}`;
};

/**
 * The virtual-hosted address of an object in its bucket's own region. Labelbox documents no other form for delegated access:
 * https://docs.labelbox.com/docs/import-aws-s3-data. Throws RowRefused for a key that no URL can contain.
 */
export function objectUrl(bucket: string, region: string, key: string): string {
  const parts = key.split('/');
  if (parts.some((part) => part === '.' || part === '..')) {
    throw new RowRefused(
      'no-address',
      'its key has a part "." or "..", which every program removes from a URL: copy it to another key',
    );
  }
  return `https://${hostOf(bucket, region)}/${parts.map(encodePart).join('/')}`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: all but A-Z a-z 0-9 - . _ ~ */
const encodePart = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The bucket and key of an address: `s3://bucket/key`, or one that `objectUrl` makes. */
export function locationIn(address: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(address) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  const [, host, path] =
    /^https:\/\/([a-z0-9.-]+?)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/([^?#]+)$/.exec(address) ?? [];
  return host === undefined || path === undefined ? undefined : { bucket: host, key: decoded(path) };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new RowRefused('no-address', 'its URL is not percent-encoded as UTF-8', { cause });
  }
}
