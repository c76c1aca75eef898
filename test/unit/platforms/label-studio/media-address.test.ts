import { expect, it } from 'vitest';
import { mediaAddress } from '../../../../lib/platforms/label-studio/document/media-address.ts';

it.each<[unknown, { name: string; uri: string }]>([
  [
    'https://user:key@x.example.com/a/b%20c.jpg?X-Amz-Signature=1#t',
    { name: 'b c.jpg', uri: 'https://x.example.com/a/b%20c.jpg' },
  ],
  ['s3://bucket/folder/1.png', { name: '1.png', uri: 's3://bucket/folder/1.png' }],
  ['/data/upload/29/example.png', { name: 'example.png', uri: '/data/upload/29/example.png' }],
  ['/data/local-files/?d=scans/%C3%A4.png', { name: 'ä.png', uri: '/data/local-files/?d=scans/%C3%A4.png' }],
  [
    `/tasks/7/resolve/?fileuri=${Buffer.from('gs://b/x y.wav').toString('base64url')}`,
    { name: 'x y.wav', uri: 'gs://b/x y.wav' },
  ],
  ['1.jpg', { name: '1.jpg', uri: '1.jpg' }],
  [{ url: 'https://x.example.com/1.mp4' }, { name: '1.mp4', uri: 'https://x.example.com/1.mp4' }],
])('reads name and address of %j', (value, address) => {
  expect(mediaAddress(value, true)).toEqual(address);
});

it.each([['data:image/png;base64,AAAA'], [''], [null], [7], ['https://x.example.com/'.repeat(300)]])(
  'finds no address in %j',
  (value) => {
    expect(mediaAddress(value, true)).toBeUndefined();
  },
);

it('distinguishes an address from a text that is to be labelled', () => {
  expect(mediaAddress('See https://x.example.com/a.txt today', false)).toBeUndefined();
  expect(mediaAddress('https://x.example.com/a.txt', false)).toMatchObject({ name: 'a.txt' });
});
