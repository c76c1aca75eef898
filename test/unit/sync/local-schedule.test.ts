import { expect, it } from 'vitest';
import { reconcileByItself, type WholeComparisons } from '../../../local/reconciliation.ts';

const hour = 3_600_000;

/** `npm start`, for so many hours each time, with what it keeps in between. */
async function started(hours: readonly number[]) {
  let now = Date.parse('2026-05-04T12:00:00.000Z');
  let whole: WholeComparisons = {};
  const requests: {
    readonly hour: number;
    readonly files?: boolean | undefined;
    readonly since?: string | undefined;
  }[] = [];
  for (const length of hours) {
    let tick = () => {};
    let every = 0;
    const begun = now;
    reconcileByItself({
      connections: ['encord'],
      clock: {
        now: () => new Date(now),
        every: (milliseconds, run) => {
          every = milliseconds;
          tick = run;
        },
      },
      kept: {
        read: () => whole,
        write: (next) => {
          whole = next;
        },
      },
      start: async ({ files, since }) => {
        requests.push({ hour: (now - Date.parse('2026-05-04T12:00:00.000Z')) / hour, files, since });
      },
      report: (error) => {
        throw error;
      },
    });
    await new Promise(setImmediate);
    for (now += every; now < begun + length * hour; now += every) {
      tick();
      await new Promise(setImmediate);
    }
  }
  return requests;
}

it('npm start compares what has changed every six hours, and everything once a week', async () => {
  const requests = await started([15 * 24]);
  expect(requests).toHaveLength(60);
  expect(requests.filter(({ files }) => files).map(({ hour: at }) => at)).toEqual([7 * 24, 14 * 24]);
  expect(requests.filter(({ since }) => since === 'last')).toHaveLength(58);
});

it('npm start compares everything in the week that it is due, however often it is started in between', async () => {
  const requests = await started([48, 48, 96]);
  expect(requests.filter(({ files }) => files).map(({ hour: at }) => at)).toEqual([7 * 24]);
});

it('npm start tries again what did not start', async () => {
  const kept: WholeComparisons[] = [];
  const failures: string[] = [];
  const week = new Date('2026-05-11T12:00:00.000Z');
  reconcileByItself({
    connections: ['encord'],
    clock: { now: () => week, every: () => {} },
    kept: { read: () => ({ encord: '2026-05-04T12:00:00.000Z' }), write: (whole) => kept.push(whole) },
    start: () => Promise.reject(new Error('Nothing answers.')),
    report: ({ message }) => failures.push(message),
  });
  await new Promise(setImmediate);
  expect({ kept, failures }).toEqual({ kept: [], failures: ['Nothing answers.'] });
});
