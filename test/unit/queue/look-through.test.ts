import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allLetters } from '../../../lib/queue/look-through.ts';
import { inVirtualTime } from '../../support/virtual-queues.ts';
import { letterOf, look, queuesWith } from './letters.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 4, 4) }));
afterEach(() => void vi.useRealTimers());

describe('a look through the dead letters', () => {
  it('sees each letter once, oldest first, and gives all of them back to be seen at once', async () => {
    const queues = queuesWith(23);
    const letters = await inVirtualTime(allLetters(queues.queues));
    expect(letters.map(({ events }) => events[0]?.id)).toEqual(
      expect.arrayContaining(Array.from({ length: 23 }, (_, index) => `event-${index}`)),
    );
    expect([letters.length, queues.visible]).toEqual([23, 23]);
  });

  it('holds all letters for as long as a window takes', async () => {
    const queues = queuesWith(300);
    await look(queues, {
      async window(_letters, holds) {
        for (let half = 0; half < 20; half += 1) {
          await vi.advanceTimersByTimeAsync(30_000);
          await holds.extend();
          expect(queues.visible).toBe(0);
        }
      },
    });
    expect(queues.visible).toBe(300);
  });

  it('says how many letters are held elsewhere, and takes those that come back while it waits for the count', async () => {
    const queues = queuesWith(5);
    queues.holdElsewhere('letter-0', 600);
    queues.holdElsewhere('letter-1', 600);
    queues.holdElsewhere('letter-2', 3);
    expect(await look(queues)).toMatchObject({ looked: 3, heldElsewhere: 2, waiting: 0 });
  });

  it('ends although new letters arrive without end', async () => {
    const queues = queuesWith(50, 60);
    const arriving = setInterval(() => queues.add(letterOf('newcomer')), 50);
    const looked = await look(queues);
    clearInterval(arriving);
    expect(looked.looked).toBeGreaterThanOrEqual(50);
    expect(queues.visible).toBe(queues.letters.size);
  });

  it('gives all letters back when it is interrupted, and looks at no more of them', async () => {
    const queues = queuesWith(10_000, 60);
    const controller = new AbortController();
    let windows = 0;
    const looked = await look(queues, {
      signal: controller.signal,
      async window() {
        windows += 1;
        controller.abort();
      },
      end: () => Promise.reject(new Error('This is not to be called.')),
    });
    expect([looked.interrupted, windows, queues.visible]).toEqual([true, 1, 10_000]);
  });

  it('gives all letters back when a window fails', async () => {
    const queues = queuesWith(100);
    const failing = look(queues, { window: () => Promise.reject(new Error('The disk is full.')) });
    await expect(failing).rejects.toThrow('The disk is full.');
    expect(queues.visible).toBe(100);
  });
});
