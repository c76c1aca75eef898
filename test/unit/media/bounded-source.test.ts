import { expect, it } from 'vitest';
import { boundedSource } from '../../../lib/media/bounded-source.ts';
import { sourceOf } from '../../support/media-sources.ts';

const bounds = { bytes: 10, reads: 3 };

it('a bounded source reads as the file does, and asks for nothing beyond its known end', async () => {
  const file = { ...sourceOf('abcdef'), bytes: 6 };
  const source = boundedSource(file, bounds);
  expect(Buffer.from(await source.read(4, 12)).toString()).toBe('ef');
  expect(await source.read(6, 12)).toHaveLength(0);
  expect(file.ranges).toEqual([[4, 6]]);
});

it('a bounded source refuses before it asks: too many bytes, too many reads, and places that no file has', async () => {
  const file = sourceOf('abcdefghijklmnopqrstuvwxyz');
  const source = boundedSource(file, bounds);
  await expect(source.read(0, 11)).rejects.toMatchObject({ reason: 'media-too-large' });
  await expect(source.read(-1, 1)).rejects.toMatchObject({ reason: 'media-unreadable' });
  await expect(source.read(0, Number.NaN)).rejects.toMatchObject({ reason: 'media-unreadable' });
  expect(file.ranges).toEqual([]);
  for (const start of [0, 1, 2]) await source.read(start, start + 1);
  await expect(source.read(3, 4)).rejects.toMatchObject({ reason: 'media-too-large' });
});

it('a bounded source counts reads that run at once together', async () => {
  const source = boundedSource(sourceOf('abcdefghijkl'), bounds);
  const ended = await Promise.allSettled([source.read(0, 6), source.read(6, 12)]);
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

it('a bounded source drops what a lying server sends beyond what was asked for', async () => {
  const source = boundedSource({ name: 'files/1', read: async () => new Uint8Array(1000) }, bounds);
  expect(await source.read(0, 5)).toHaveLength(5);
});
