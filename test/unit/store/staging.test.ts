import { expect, it } from 'vitest';
import { readStaged, stagingArea } from '../../../lib/store/staging.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const megabyte = 1024 * 1024;

it('gives back each piece as it was put in, many of them in one object', async () => {
  const store = new MemoryStore();
  const staging = stagingArea(store, 'area');
  const pieces = ['one', '', 'drei 🚦'].map((text) => Buffer.from(text));
  const staged = await Promise.all(pieces.map((piece) => staging.add(piece)));
  expect(store.objects.size).toBe(0);
  await staging.flush();
  expect([...store.objects.keys()]).toEqual(['staging/area-0']);
  for (const [index, reference] of staged.entries()) {
    if (reference.end > reference.start) expect(await readStaged(store, reference)).toEqual(pieces[index]);
  }
});

it('begins a new object before one grows beyond 8 MiB', async () => {
  const store = new MemoryStore();
  const staging = stagingArea(store, 'area');
  const staged = [];
  for (const fill of [1, 2, 3]) staged.push(await staging.add(Buffer.alloc(3 * megabyte, fill)));
  await staging.flush();
  expect([...store.objects].map(([key, { bytes }]) => [key, bytes.length / megabyte])).toEqual([
    ['staging/area-0', 6],
    ['staging/area-1', 3],
  ]);
  for (const [index, reference] of staged.entries()) {
    expect((await readStaged(store, reference)).equals(Buffer.alloc(3 * megabyte, index + 1))).toBe(true);
  }
});

it('keeps to that size when pieces are added at the same time', async () => {
  const store = new MemoryStore();
  const staging = stagingArea(store, 'area');
  const fills = Array.from({ length: 8 }, (_, index) => Buffer.alloc(5 * megabyte, index));
  const staged = await Promise.all(fills.map((bytes) => staging.add(bytes)));
  await staging.flush();
  expect([...store.objects.values()].map(({ bytes }) => bytes.length / megabyte)).toEqual(fills.map(() => 5));
  for (const [index, reference] of staged.entries())
    expect((await readStaged(store, reference)).equals(fills[index] as Buffer)).toBe(true);
});

it('holds a piece above that size in an object of its own', async () => {
  const store = new MemoryStore();
  const staging = stagingArea(store, 'area');
  const large = await staging.add(Buffer.alloc(9 * megabyte));
  const small = await staging.add(Buffer.from('small'));
  await staging.flush();
  expect((await readStaged(store, large)).length).toBe(9 * megabyte);
  expect((await readStaged(store, small)).toString()).toBe('small');
});

it('writes nothing when nothing was added', async () => {
  const store = new MemoryStore();
  await stagingArea(store, 'area').flush();
  expect(store.objects.size).toBe(0);
});

it('says to replay when a claim check is gone or holds other bytes', async () => {
  const store = new MemoryStore();
  const staging = stagingArea(store, 'area');
  const staged = await staging.add(Buffer.from('label'));
  await expect(readStaged(store, staged)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringMatching(/staging\/area-0 is gone.*Replay/),
  });
  await store.put({ key: staged.key, bytes: Buffer.from('other'), contentType: 'text/plain' });
  await expect(readStaged(store, staged)).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: expect.stringMatching(/does not hold the bytes.*Replay/),
  });
});
