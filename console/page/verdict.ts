import { needs } from '../../cli/status/status.ts';
import type { Live } from './live.ts';
import { windowWords } from './window-words.ts';
import { timeText } from './words.ts';

export type Verdict = { readonly tone: 'well' | 'quiet' | 'needs' | 'unseen'; readonly text: string };

/** The whole in a sentence. What was not seen is never called well. */
export function verdictOf({ window, status, seenAt, problem }: Live): Verdict {
  if (problem && status && seenAt) return { tone: 'unseen', text: `Not seen since ${timeText(seenAt)}: ${problem}` };
  if (problem) return { tone: 'unseen', text: `Could not look: ${problem}` };
  if (!status) return { tone: 'unseen', text: 'Looking …' };
  if (status.notSeen.length > 0) {
    return { tone: 'unseen', text: `Could not look at ${status.notSeen.map(({ what }) => what).join(', ')}` };
  }
  const found = needs(status);
  if (found.length > 0) return { tone: 'needs', text: `Needs you: ${found.join('; ')}` };
  const came = status.connections.some(({ webhooks = 0, labels = 0 }) => webhooks + labels > 0);
  return came
    ? { tone: 'well', text: 'Labels flow. Nothing waits for you.' }
    : { tone: 'quiet', text: `Nothing came in the last ${windowWords[window]}. Nothing waits for you.` };
}
