import { expect, it } from 'vitest';
import { SimulatedTime } from '../../../bench/patience/simulated-time.ts';

const start = new Date('2026-05-04T12:00:00Z');
const hour = 3_600_000;

it('lets days pass at once, in the order in which waits end', async () => {
  const time = new SimulatedTime(start, 1);
  const ended: string[] = [];
  const wait = (name: string, milliseconds: number) =>
    new Promise<void>((resolve) => {
      setTimeout(() => {
        ended.push(`${name} ${new Date().toISOString()} ${performance.now() / hour}`);
        resolve();
      }, milliseconds);
    });
  await time.run(async () => {
    await Promise.all([
      wait('day', 24 * hour),
      wait('hour', hour),
      time.wait(2 * hour).then(() => wait('later', hour)),
    ]);
  });
  expect(ended).toEqual([
    'hour 2026-05-04T13:00:00.000Z 1',
    'later 2026-05-04T15:00:00.000Z 3',
    'day 2026-05-05T12:00:00.000Z 24',
  ]);
});

it('lets no time pass while work is held, and none for a timer that was cleared', async () => {
  const time = new SimulatedTime(start, 1);
  const ended: string[] = [];
  await time.run(async () => {
    const cleared = setTimeout(() => ended.push('cleared'), 1);
    setTimeout(() => ended.push('timer'), 1);
    clearTimeout(cleared);
    await time.hold(async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      ended.push('held');
    });
    await time.wait(2);
  });
  expect(ended).toEqual(['held', 'timer']);
});

it('draws the same random numbers for the same seed', async () => {
  const drawn = (seed: number) => new SimulatedTime(start, seed).run(async () => Math.random());
  expect(await drawn(1)).toBe(await drawn(1));
  expect(await drawn(1)).not.toBe(await drawn(2));
});

it('leaves the clock as it was, also after a failure, and reports work that waits for nothing', async () => {
  const before = [Date, setTimeout, clearTimeout, performance, Math.random];
  const time = new SimulatedTime(start, 1);
  await expect(time.run(() => Promise.reject(new Error('The reason.')))).rejects.toThrow('The reason.');
  await expect(time.run(() => new Promise(() => {}))).rejects.toThrow('Nothing is left that time could pass for');
  expect([Date, setTimeout, clearTimeout, performance, Math.random]).toEqual(before);
});
