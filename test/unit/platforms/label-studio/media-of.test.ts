import { expect, it } from 'vitest';
import { mediaOf } from '../../../../lib/platforms/label-studio/api/media-of.ts';
import type { PlatformApi } from '../../../../lib/platforms/platform.ts';

const api = { url: 'https://studio.example.com/labels', credential: 'abc' } as PlatformApi;
const addressesOf = (sourceUri: string) => mediaOf({ id: '1', name: '1.jpg', media: 'image', sourceUri }, api);

it.each([
  ['/data/upload/7/a%20b.jpg', 'https://studio.example.com/labels/data/upload/7/a%20b.jpg'],
  ['https://studio.example.com/labels/data/upload/7/1.jpg', 'https://studio.example.com/labels/data/upload/7/1.jpg'],
  ['/data/local-files/?d=scans/1.png', 'https://studio.example.com/labels/data/local-files/?d=scans/1.png'],
])('the file %s is on its own server, which wants the token', async (sourceUri, url) => {
  expect(await addressesOf(sourceUri)).toEqual([{ url, headers: { Authorization: 'Token abc' } }]);
});

it.each([
  '/data/upload/../../api/current-user/token',
  '/data/upload/%2e%2e/%2E%2E/api/current-user/token',
  'https://studio.example.com/labels/api/current-user/token',
  'https://studio.example.com.evil.example/labels/data/upload/1.jpg',
  'https://cdn.example.com/data/upload/1.jpg',
  's3://images/1.jpg',
  '1.jpg',
  '',
])('the token is sent to no other address: %s', async (sourceUri) => {
  expect(await addressesOf(sourceUri)).toBeUndefined();
});
