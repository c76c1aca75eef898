import { expect, it } from 'vitest';
import { reconcileByItself } from '../../../local/reconciliation.ts';

const hour = 3_600_000;

/** What two weeks of `npm start` begin, as [hour, connection, since, files]. */
function twoWeeks(start: () => Promise<void> = async () => {}) {
  const begun: unknown[][] = [];
  const failures: string[] = [];
  const timers: { readonly milliseconds: number; readonly call: () => void }[] = [];
  let now = 0;
  reconcileByItself({
    connections: ['encord', 'labelbox'],
    start: ({ connection, since, files, isAutomatic }) => {
      begun.push([now / hour, connection, since, files, isAutomatic]);
      return start();
    },
    every: (milliseconds, call) => void timers.push({ milliseconds, call }),
    onFailure: ({ message }) => void failures.push(message),
  });
  for (now = hour; now <= 14 * 24 * hour; now += hour) {
    for (const { milliseconds, call } of timers) if (now % milliseconds === 0) call();
  }
  return { begun, failures };
}

it('npm start compares what has changed at once and every six hours, and everything once a week', () => {
  const { begun } = twoWeeks();
  expect(begun.slice(0, 4)).toEqual([
    [0, 'encord', 'last', undefined, true],
    [0, 'labelbox', 'last', undefined, true],
    [6, 'encord', 'last', undefined, true],
    [6, 'labelbox', 'last', undefined, true],
  ]);
  expect(begun.filter(([, , since]) => since === undefined)).toEqual([
    [168, 'encord', undefined, true, true],
    [168, 'labelbox', undefined, true, true],
    [336, 'encord', undefined, true, true],
    [336, 'labelbox', undefined, true, true],
  ]);
});

it('npm start says when a comparison does not begin, and goes on', async () => {
  const { begun, failures } = twoWeeks(() => Promise.reject(new Error('The state machine does not run.')));
  await Promise.resolve();
  expect(failures).toHaveLength(begun.length);
});
