import type { HeldLetter, Queues } from '../../lib/queue/dead-letters.ts';
import { looking } from '../dlq/looking.ts';
import { checkLook } from '../dlq/report.ts';
import { isAbout, type TracedLabel } from './traced-label.ts';

/** The dead letters about some labels. Throws where not every letter could be looked at. */
export async function lettersAbout(queues: Queues, labels: readonly TracedLabel[]): Promise<readonly HeldLetter[]> {
  const found: HeldLetter[] = [];
  const looked = await looking(queues, {
    window: async (letters) =>
      void found.push(...letters.filter((letter) => labels.some((label) => isAbout(letter, label)))),
  });
  checkLook(looked);
  return found;
}
