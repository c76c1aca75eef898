import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaSource } from '../../lib/media/media-source.ts';

const folder = join(import.meta.dirname, '..', 'unit', 'media', 'files');

/** A file that test/unit/media/files/make.py has made. */
export const mediaFile = (name: string): Buffer => readFileSync(join(folder, name));

export type WatchedSource = MediaSource & { readonly reads: readonly (readonly [start: number, end: number])[] };

/** Bytes as a medium, and which of them were asked for. */
export function sourceOf(bytes: Uint8Array, name = 'medium'): WatchedSource {
  const reads: [number, number][] = [];
  return {
    name,
    bytes: bytes.length,
    reads,
    read(start, end) {
      reads.push([start, end]);
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
}

export const watchedFile = (name: string): WatchedSource => sourceOf(mediaFile(name), name);
