import { AnswerTooLarge, type PipelineError } from '../../../contracts/errors.ts';
import type { Instant } from '../../kit/instant.ts';
import { unknownPage } from '../../kit/listing.ts';
import type { LabelListing } from '../../platform.ts';

/** Label rows of one request: those edited between two times, in milliseconds since 1970. A missing bound leaves out none. */
export type Part = {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Only rows with larger hashes than this. */
  readonly beyond: string;
};

/** No label row is older than Encord. */
const oldest = Date.UTC(2020, 0, 1);
/** Encord looks for whole seconds at most, and the requests of two neighbouring parts overlap. */
const shortest = 4000;

/** Where a listing begins, or goes on. */
export function partIn({ after }: LabelListing, since: Instant | undefined): Part {
  if (after === undefined) return { from: since && Math.floor(since.microseconds / 1000), to: undefined, beyond: '' };
  const [, from, to, beyond = ''] = /^(\d{0,15})~(\d{0,15})~(.*)$/.exec(after) ?? [];
  if (from === undefined || to === undefined) throw unknownPage('<from>~<to>~<label hash>');
  return { from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to), beyond };
}

/** What `partIn` reads. */
export const endOf = ({ from, to, beyond }: Part): string => `${from ?? ''}~${to ?? ''}~${beyond}`;

/** The older half of a part that is too large. Rows that were listed already come again, since their order is another. */
export function smallerPart({ from, to }: Part, now: Date, error: PipelineError): Part {
  const [start, end] = [from ?? oldest, to ?? now.getTime()];
  if (end - start > shortest) return { from, to: Math.floor((start + end) / 2), beyond: '' };
  const at = new Date(start).toISOString();
  throw new AnswerTooLarge(
    `The label rows that were edited within ${shortest / 1000} s of ${at} are more than one answer can hold, about 60,000. Encord lists no fewer at once: export them by their hashes.`,
    { cause: error },
  );
}

/** What follows a part that was listed: twice as long a time, up to all that is left. The last part has no end. */
export function partAfter({ from, to }: Part, now: Date): Part | undefined {
  if (to === undefined) return undefined;
  const end = to + 2 * (to - (from ?? oldest));
  return { from: to, to: end < now.getTime() ? end : undefined, beyond: '' };
}
