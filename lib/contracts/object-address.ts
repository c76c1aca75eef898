/** Where an object of S3 is. */
export type ObjectAddress = { readonly bucket: string; readonly key: string };

/**
 * From `s3://bucket/key`, or from an address of the web without its query; undefined for any other address.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function objectAddress(uri: string): ObjectAddress | undefined {
  const own = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/s.exec(uri)?.groups;
  if (own?.bucket && own.key) return { bucket: own.bucket, key: own.key };
  const { bucket, key } = (virtualHosted.exec(uri) ?? pathStyle.exec(uri))?.groups ?? {};
  const decoded = key && decode(key);
  return bucket && decoded ? { bucket, key: decoded } : undefined;
}

const virtualHosted =
  /^https:\/\/(?<bucket>[a-z0-9.-]+?)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?\/(?<key>[^?#]+)$/;
const pathStyle = /^https:\/\/s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?\/(?<bucket>[^/]+)\/(?<key>[^?#]+)$/;

function decode(key: string): string | undefined {
  try {
    return decodeURIComponent(key);
  } catch (error) {
    if (error instanceof URIError) return undefined; // not the address of an object as S3 writes it
    throw error;
  }
}
