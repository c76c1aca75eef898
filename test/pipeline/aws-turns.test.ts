import { expect, it } from 'vitest';
import { turns } from '../../local/aws/turns.ts';

it('lets no more run at once than its limit, and in the end all', async () => {
  const inTurn = turns(3);
  let [running, most, done] = [0, 0, 0];
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => inTurn(work)));
  expect([most, done]).toEqual([3, 20]);
});

it('hands a place on when what had it fails', async () => {
  const inTurn = turns(1);
  const failing = inTurn(() => Promise.reject(new Error('The reason.')));
  const next = inTurn(async () => 'its turn');
  await expect(failing).rejects.toThrow('The reason.');
  expect(await next).toBe('its turn');
  expect(await inTurn(async () => 'free again')).toBe('free again');
});
