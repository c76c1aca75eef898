import { InvalidArgumentError } from 'commander';
import type { ImageLine } from '../../lib/release/layout.ts';

/**
 * Where pictures may be fetched from. Their addresses come with the labels, and whoever writes labels must not choose which hosts
 * and buckets this machine asks: `s3://bucket/`, `s3://bucket/folder/` or `https://host`.
 */
export type PictureSources = readonly string[];

/** `s3://harbour,https://cdn.example.com` */
export const pictureSourcesOf = (text: string): PictureSources =>
  text.split(',').map((part) => {
    const url = URL.canParse(part.trim()) ? new URL(part.trim()) : undefined;
    if (url?.protocol === 's3:' && url.hostname !== '') return `${part.trim().replace(/\/+$/, '')}/`;
    if ((url?.protocol === 'https:' || url?.protocol === 'http:') && url.pathname === '/') return url.origin;
    throw new InvalidArgumentError('Write it like this: s3://bucket,s3://bucket/folder,https://host.');
  });

export const isFrom = (sources: PictureSources, uri: string): boolean =>
  uri.startsWith('s3://') ? sources.some((source) => uri.startsWith(source)) : sources.includes(originOf(uri));

/** `s3://bucket` or `https://host`; undefined for what cannot be fetched. */
export function sourceOf(uri: string | null): string | undefined {
  if (uri === null || !URL.canParse(uri)) return undefined;
  const { protocol, hostname } = new URL(uri);
  if (protocol === 's3:') return `s3://${hostname}`;
  return protocol === 'https:' || protocol === 'http:' ? originOf(uri) : undefined;
}

const originOf = (uri: string): string => (URL.canParse(uri) ? new URL(uri).origin : '');

/** Source → how many pictures it has. */
export async function countSources(images: AsyncIterable<ImageLine>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for await (const { uri } of images) {
    const source = sourceOf(uri);
    if (source !== undefined) counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  return counts;
}
