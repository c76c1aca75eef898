import { setFlagsFromString } from 'node:v8';
import type { Datasets, FitObject } from '../../lib/platforms/access.ts';
import type { Job, Round } from './job.ts';
import { KeySet } from './key-set.ts';
import { LineFile } from './line-file.ts';
import type { Fit, Refusal, Skipped, Verdict } from './verdict.ts';

export type Counts = { rows: number; refused: number; skipped: number; known: number; reasons: Record<string, number> };

/** Where the lines of a round go; a dry run only counts them. */
export type Sinks = {
  row(object: FitObject): Promise<void>;
  refused(refusal: Refusal | Skipped): Promise<void>;
};

type Dealing = {
  /** Global keys of rows that an earlier run has sent. */
  readonly imported?: KeySet;
  /** Only a CSV can name a global key twice; the keys of a bucket are unique. */
  readonly mayRepeat?: boolean;
  readonly onProgress?: (counts: Counts) => void;
};

/** Passes each verdict to its sink, and counts. */
export async function deal(
  verdicts: AsyncIterable<Verdict>,
  sinks: Sinks,
  { imported = new KeySet(), mayRepeat = false, onProgress = () => {} }: Dealing,
): Promise<Counts> {
  const counts: Counts = { rows: 0, refused: 0, skipped: 0, known: 0, reasons: {} };
  const seen = new KeySet();
  for await (const found of verdicts) {
    const isRepeated = mayRepeat && found.outcome === 'fit' && !seen.add(found.object.globalKey);
    const verdict = isRepeated ? repeated(found) : found;
    if (verdict.outcome !== 'fit') {
      counts[verdict.outcome] += 1;
      counts.reasons[verdict.reason] = (counts.reasons[verdict.reason] ?? 0) + 1;
      await sinks.refused(verdict);
    } else if (imported.has(verdict.object.globalKey)) counts.known += 1;
    else {
      counts.rows += 1;
      await sinks.row(verdict.object);
    }
    onProgress(counts);
  }
  return counts;
}

const repeated = ({ object, line }: Fit): Refusal => ({
  outcome: 'refused',
  key: object.key,
  ...(line === undefined ? {} : { line }),
  reason: 'key-taken',
  message: 'an earlier row has the same global key: name each object once, or give it a global_key of its own',
});

/** Writes the import file of a new round. An interrupted run leaves no round, and the next one lists from the beginning. */
export async function prepareRound(
  job: Job,
  verdicts: AsyncIterable<Verdict>,
  { row: rowOf }: Pick<Datasets, 'row'>,
  dealing: Dealing,
): Promise<Round> {
  const number = job.state.rounds.length;
  const rows = await LineFile.create(job.rowsFile(number));
  const refused = await LineFile.create(job.refusedFile(number));
  let hasMetadata = false;
  const sinks: Sinks = {
    row: (object) => {
      hasMetadata ||= object.metadata.length > 0;
      return rows.write(rowOf(object));
    },
    refused: (refusal) => refused.write(refusal),
  };
  try {
    const counts = await deal(verdicts, sinks, dealing);
    await rows.finish();
    await refused.finish();
    const round: Round = { ...counts, hasMetadata, tasks: [], isSent: counts.rows === 0 };
    job.state.rounds.push(round);
    await job.save();
    return round;
  } catch (error) {
    await Promise.allSettled([rows.close(), refused.close()]); // the error above says why
    throw error;
  }
}

/**
 * A listing makes millions of objects that die at once. V8 would let the young generation grow to three times the size that they
 * need, without listing faster; bench/dataset-listing.ts measures both.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
