import { given } from '../../lib/contracts/given.ts';
import type { Looked } from '../../lib/queue/look-through.ts';
import { jsonLine } from '../dead-letter-text.ts';
import type { Where } from '../deployment.ts';
import type { Refuse } from '../dlq/choice.ts';
import type { FilterOptions } from '../dlq/filter.ts';
import { LetterGroups } from '../dlq/letter-groups.ts';
import { letterNamed, listLetters, purgeLetters, type ReplayChoice, replayLetters } from '../dlq/letters.ts';
import { platformFacts } from '../dlq/platform-facts.ts';
import { groupsJson, outcomeJson, plannedJson, purgedJson, unseenText } from '../dlq/report.ts';
import { lettersAbout } from '../trace/letters-about.ts';
import type { TracedLabel } from '../trace/traced-label.ts';
import type { ConsoleDeployment } from './console-deployment.ts';
import { RefusedCall } from './refused-call.ts';

/** What `dlq` prints with `--json`, and why it may be incomplete: then nothing may be called empty. */
export type LetterLines = { readonly lines: readonly unknown[]; readonly problem?: string };

const refuse: Refuse = {
  error(message: string): never {
    throw new RefusedCall(400, message.replace(/^error: /, ''));
  },
};

/** The calls about dead letters. One at a time: each holds the letters, so that a second one would not see them. */
export function letterCalls({ queues, where, at }: ConsoleDeployment) {
  let last: Promise<unknown> = Promise.resolve();
  const alone = <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(call, call);
    last = answer;
    return answer;
  };
  return {
    /** Ends when no letter is held any more. */
    settled: () => last.catch(() => undefined),
    list: (filter: FilterOptions) =>
      alone(async () => {
        const lines: string[] = [];
        const looked = await listLetters(
          queues,
          filter,
          refuse,
          (letters) => void lines.push(...letters.map(jsonLine)),
        );
        return linesOf(lines, looked);
      }),
    /** By reason. Memory grows with the reasons and the ids, and not with the letters. */
    groups: (filter: FilterOptions) =>
      alone(async () => {
        const groups = new LetterGroups();
        const looked = await listLetters(queues, filter, refuse, (letters) => groups.add(letters));
        return linesOf(groupsJson(groups, await platformFacts(), at), looked);
      }),
    about: (labels: readonly TracedLabel[]) => alone(() => lettersAbout(queues, labels)),
    show: ({ id }: { readonly id: string }) =>
      alone(async () => JSON.parse(jsonLine(await letterNamed(queues, id, at))) as unknown),
    replay: (choice: Omit<ReplayChoice, keyof Where>) =>
      alone(async () => {
        const lines: string[] = [];
        const looked = await replayLetters(queues, { ...where, ...choice }, refuse, {
          would: (letters) => void lines.push(...letters.map((letter) => plannedJson(letter, 'would be replayed'))),
          done: (replayed) => void lines.push(outcomeJson(replayed)),
        });
        return linesOf(lines, looked);
      }),
    /** `count` must be that of the ids: who deletes has counted them. */
    purge: ({
      id,
      count,
      archive,
    }: {
      readonly id: readonly string[];
      readonly count: number;
      /** The name of the file that they are appended to first, in the folder where the console runs. */
      readonly archive?: string | undefined;
    }) =>
      alone(async () => {
        if (count !== id.length)
          throw new RefusedCall(400, `The count must be ${id.length}, as many as there are ids, but is ${count}.`);
        const lines: string[] = [];
        const choice = { ...where, id, yes: true, ...given({ archive }) };
        const looked = await purgeLetters(queues, choice, refuse, {
          would: () => undefined,
          done: (letter, isKept) => void lines.push(purgedJson(letter, isKept)),
        });
        return { ...linesOf(lines, looked), ...given({ archive }) };
      }),
  };
}
export type LetterCalls = ReturnType<typeof letterCalls>;

function linesOf(lines: readonly string[], looked: Looked): LetterLines {
  const problem = looked.interrupted ? 'The console is ending.' : unseenText(looked);
  return { lines: lines.map((line) => JSON.parse(line) as unknown), ...(problem === undefined ? {} : { problem }) };
}
