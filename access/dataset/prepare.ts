import { globalKeyTaken } from './global-key-taken.ts';
import type { Job, Round } from './job.ts';
import { KeySet } from './key-set.ts';
import { LineFile } from './line-file.ts';
import type { Refusal, Skipped, Verdict } from './verdict.ts';

export type Counts = { rows: number; refused: number; skipped: number; known: number; reasons: Record<string, number> };

/** Where the lines of a round go; a dry run counts them only. */
export type Sinks = {
  row(row: Extract<Verdict, { outcome: 'row' }>['row']): Promise<void>;
  refused(refusal: Refusal | Skipped): Promise<void>;
};

/** Deals out the verdicts. `isThere`: rows that a run before has sent. `mayRepeat`: a CSV can name a global key twice. */
export async function deal(
  verdicts: AsyncIterable<Verdict>,
  sinks: Sinks,
  { isThere = new KeySet(), mayRepeat = false, onProgress = (_counts: Counts) => {} },
): Promise<Counts> {
  const counts: Counts = { rows: 0, refused: 0, skipped: 0, known: 0, reasons: {} };
  const repeated = mayRepeat ? globalKeyTaken() : (verdict: Verdict) => verdict;
  for await (const verdict of verdicts) {
    const dealt = repeated(verdict);
    if (dealt.outcome !== 'row') {
      counts[dealt.outcome] += 1;
      counts.reasons[dealt.reason] = (counts.reasons[dealt.reason] ?? 0) + 1;
      await sinks.refused(dealt);
    } else if (isThere.has(dealt.row.global_key)) counts.known += 1;
    else {
      counts.rows += 1;
      await sinks.row(dealt.row);
    }
    onProgress(counts);
  }
  return counts;
}

/** Writes the import file of a new round. Interrupted, it leaves no round, and the next run lists from the beginning. */
export async function prepareRound(
  job: Job,
  verdicts: AsyncIterable<Verdict>,
  options: Parameters<typeof deal>[2],
): Promise<Round> {
  const number = job.state.rounds.length;
  const rows = await LineFile.create(job.rowsFile(number));
  const refused = await LineFile.create(job.refusedFile(number));
  try {
    let hasMetadata = false;
    const counts = await deal(
      verdicts,
      {
        row: (row) => {
          hasMetadata ||= row.metadata_fields !== undefined;
          return rows.write(row);
        },
        refused: (refusal) => refused.write(refusal),
      },
      options,
    );
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
