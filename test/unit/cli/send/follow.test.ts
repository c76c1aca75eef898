import { expect, it } from 'vitest';
import { Executions, follow } from '../../../../cli/send/follow.ts';

it('nothing is asked, waited for or shown where nothing was announced', async () => {
  const never = (): never => {
    throw new Error('Nobody is to be asked.');
  };
  const looks = {
    executions: new Executions({ send: never }, 'arn', new Date(0)),
    isQueueEmpty: never,
    letters: never,
    recordOf: never,
  };
  const clock = { now: () => new Date(0), sleep: never };
  expect(await follow([], looks, { clock, end: new Date(1), onProgress: never })).toEqual([]);
});
