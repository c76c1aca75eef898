import { encodePart } from '../clients.ts';
import { RowRefused } from './refused.ts';

const domains: readonly (readonly [region: string, domain: string])[] = [['cn-', 'amazonaws.com.cn']];

const hostOf = (bucket: string, region: string): string => {
  const domain = domains.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'amazonaws.com';
  return `${bucket}.s3.${region}.${domain}`;
};

/**
 * The virtual-hosted address of an object in its bucket's own region, the only form that Labelbox documents for delegated
 * access: https://docs.labelbox.com/docs/import-aws-s3-data. Throws RowRefused for a key that no URL can hold.
 */
export function objectUrl(bucket: string, region: string, key: string): string {
  const parts = key.split('/');
  if (parts.some((part) => part === '.' || part === '..')) {
    throw new RowRefused(
      'no-address',
      'its key has a part "." or "..", which every program takes out of a URL: copy it to another key',
    );
  }
  return `https://${hostOf(bucket, region)}/${parts.map(encodePart).join('/')}`;
}

/** The bucket and key that an address means: `s3://bucket/key`, or one that `objectUrl` makes. */
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
