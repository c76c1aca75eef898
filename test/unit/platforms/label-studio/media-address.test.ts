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
  ['/data/local-files/?d=main%5C057b.png', { name: '057b.png', uri: '/data/local-files/?d=main%5C057b.png' }],
  ['\\data\\local-files\\?d=sub\\x.png', { name: 'x.png', uri: '/data/local-files/?d=sub\\x.png' }],
  ['/data/local-files/?d=a b/ü#1.png&t=1', { name: 'ü#1.png', uri: '/data/local-files/?d=a b/ü#1.png' }],
  ['http://host.example/data/local-files/?d=a/R&D.png', { name: 'R&D.png', uri: '/data/local-files/?d=a/R&D.png' }],
  ['C:\\data\\img.png', { name: 'img.png', uri: 'C:\\data\\img.png' }],
  ['c:/data/img.png', { name: 'img.png', uri: 'c:/data/img.png' }],
  ['\\\\server\\share\\img.png', { name: 'img.png', uri: '\\\\server\\share\\img.png' }],
  ['file:///C:/data/a\\img.png', { name: 'img.png', uri: 'file:///C:/data/a\\img.png' }],
  ['s3://bucket/a\\b.png', { name: 'a\\b.png', uri: 's3://bucket/a\\b.png' }],
  ['s3://bucket/shots/img#1.jpg', { name: 'img#1.jpg', uri: 's3://bucket/shots/img#1.jpg' }],
  ['gs://bucket/what?.jpg', { name: 'what?.jpg', uri: 'gs://bucket/what?.jpg' }],
  ['s3://bucket/1.jpg?X-Amz-Signature=1', { name: '1.jpg', uri: 's3://bucket/1.jpg' }],
  [
    `/tasks/7/presign/?fileuri=${Buffer.from('s3://b/img#2.jpg').toString('base64url')}`,
    { name: 'img#2.jpg', uri: 's3://b/img#2.jpg' },
  ],
  ['/data/upload/7/1.jpg?v=2#t', { name: '1.jpg', uri: '/data/upload/7/1.jpg' }],
  ['img#1.jpg', { name: 'img#1.jpg', uri: 'img#1.jpg' }],
  ['images/1.jpg?token=secret', { name: '1.jpg', uri: 'images/1.jpg' }],
  ['{"url":"s3://b/q.jpg"}', { name: 'q.jpg', uri: 's3://b/q.jpg' }],
  ['{a}.jpg', { name: '{a}.jpg', uri: '{a}.jpg' }],
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
