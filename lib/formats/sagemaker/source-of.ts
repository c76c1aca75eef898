import type { Unit } from '../../label/label.ts';
import type { Options } from './options.ts';

/**
 * The address in S3 of a unit's image, where the platform says it or the options do; never a guessed one. The addresses of
 * objects: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function sourceOf({ sourceUri = '' }: Unit, name: string, { images }: Pick<Options, 'images'>) {
  if (/^s3:\/\/[^/]+\/./.test(sourceUri)) return sourceUri;
  const { bucket, key } = (virtualHosted.exec(sourceUri) ?? pathStyle.exec(sourceUri))?.groups ?? {};
  const decoded = key && decode(key);
  if (bucket && decoded) return `s3://${bucket}/${decoded}`;
  return images === '' ? undefined : `${images}${name}`;
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
