import { appendFileSync } from 'node:fs';
import { given } from '../../lib/contracts/given.ts';
import { discard, type HeldLetter, type Queues } from '../../lib/queue/dead-letters.ts';
import type { Looked } from '../../lib/queue/look-through.ts';
import { Pace } from '../../lib/queue/pace.ts';
import { type Replayed, replay } from '../../lib/queue/replay.ts';
import { jsonLine } from '../dead-letter-text.ts';
import { type ChoiceOptions, isNamed, only, type Refuse, workOn } from './choice.ts';
import { type FilterOptions, LetterFilter } from './filter.ts';
import { looking } from './looking.ts';
import { checkLook } from './report.ts';

/** Hands on the letters that fit, window by window. */
export async function listLetters(
  queues: Queues,
  options: FilterOptions,
  refuse: Refuse,
  listed: (letters: readonly HeldLetter[]) => void,
): Promise<Looked> {
  const filter = new LetterFilter(options);
  const looked = await looking(queues, {
    async window(letters) {
      filter.note(letters);
      listed(filter.select(letters));
    },
  });
  if (!looked.interrupted) await filter.check(refuse);
  return looked;
}

/** The one letter that is named so. `where` ends the commands of messages: ` --stage prod`. */
export async function letterNamed(queues: Queues, id: string, where: string): Promise<HeldLetter> {
  const named: HeldLetter[] = [];
  const looked = await looking(queues, {
    window: async (letters) => void named.push(...letters.filter((letter) => isNamed(letter, id))),
  });
  if (named.length === 0) checkLook(looked);
  return only(named, id, where);
}

export type ReplayChoice = ChoiceOptions & { readonly dryRun?: boolean; readonly rate?: number };

/** With `dryRun`, the letters that would be replayed; else each that was, or stays. */
export function replayLetters(
  queues: Queues,
  options: ReplayChoice,
  refuse: Refuse,
  report: { would(letters: readonly HeldLetter[]): void; done(replayed: Replayed): void },
): Promise<Looked> {
  const pace = options.rate === undefined ? undefined : new Pace(options.rate);
  return workOn(queues, options, refuse, {
    changes: !options.dryRun,
    async work(letters, holds, signal) {
      if (options.dryRun) return report.would(letters);
      for await (const replayed of replay(queues, letters, given({ holds, pace, signal }))) report.done(replayed);
    },
  });
}

export type PurgeChoice = ChoiceOptions & { readonly yes?: boolean; readonly archive?: string };

/** Without `yes`, the letters that would be deleted; else each that was, or that SQS keeps. */
export function purgeLetters(
  queues: Queues,
  options: PurgeChoice,
  refuse: Refuse,
  report: { would(letters: readonly HeldLetter[]): void; done(letter: HeldLetter, isKept: boolean): void },
): Promise<Looked> {
  return workOn(queues, options, refuse, {
    changes: options.yes === true,
    async work(letters, holds) {
      if (!options.yes) return report.would(letters);
      if (options.archive) appendFileSync(options.archive, letters.map((letter) => `${jsonLine(letter)}\n`).join(''));
      const kept = new Set(await discard(queues, letters));
      holds.forget(letters.filter((letter) => !kept.has(letter)));
      for (const letter of letters) report.done(letter, kept.has(letter));
    },
  });
}
