import type { Command } from 'commander';
import { quoted } from '../../lib/contracts/printable.ts';
import type { HeldLetter, Queues } from '../../lib/queue/dead-letters.ts';
import type { Looked } from '../../lib/queue/look-through.ts';
import { type Where, whereText } from '../deployment.ts';
import { NotFound } from '../not-found.ts';
import { type FilterOptions, LetterFilter } from './filter.ts';
import { looking, type Work } from './looking.ts';

/** Ends a wrong call with a message. */
export type Refuse = Pick<Command, 'error'>;

export type ChoiceOptions = Where & FilterOptions & { readonly all?: boolean; readonly id?: readonly string[] };

/** Hands the letters that were asked for to `work`: in windows, or, chosen by id, all at once when every id is certain. */
export async function workOn(
  queues: Queues,
  options: ChoiceOptions,
  refuse: Refuse,
  { changes, work }: { readonly changes: boolean; readonly work: Work },
): Promise<Looked> {
  const { all, id: ids } = options;
  if (!all === !ids)
    refuse.error(`error: Say which: --all, or --id <id> (npx labelwire dlq list${whereText(options)}).`);
  const filter = new LetterFilter(options);
  const looked = await (ids
    ? lookForIds(queues, ids, { filter, work, where: whereText(options) })
    : looking(queues, {
        newcomers: changes ? 'left' : 'looked at',
        async window(letters, holds, signal) {
          filter.note(letters);
          const chosen = filter.select(letters);
          if (chosen.length > 0) await work(chosen, holds, signal);
        },
      }));
  if (!looked.interrupted) await filter.check(refuse);
  return looked;
}

type Search = { readonly filter: LetterFilter; readonly work: Work; readonly where: string };

function lookForIds(queues: Queues, ids: readonly string[], { filter, work, where }: Search): Promise<Looked> {
  const named: HeldLetter[] = [];
  return looking(queues, {
    async window(letters) {
      filter.note(letters);
      named.push(...letters.filter((letter) => ids.some((id) => isNamed(letter, id))));
    },
    async end(holds, signal) {
      const chosen = filter.select([...new Set(ids.map((id) => only(named, id, where)))]);
      if (chosen.length > 0) await work(chosen, holds, signal);
    },
  });
}

/** By the beginning of its own id, or by that of an event in it, which is what `label.failed` says. */
export const isNamed = (letter: HeldLetter, id: string): boolean =>
  letter.id.startsWith(id) || letter.events.some((event) => event.id === id);

/** The one letter that is named so. */
export function only(letters: readonly HeldLetter[], id: string, where: string): HeldLetter {
  const found = letters.filter((letter) => isNamed(letter, id));
  if (found.length > 1)
    throw new NotFound(`${found.length} dead letters begin with ${quoted(id)}. Give more of the id.`);
  if (!found[0])
    throw new NotFound(`No dead letter has the id ${quoted(id)}. See: npx labelwire dlq list --flat${where}`);
  return found[0];
}
