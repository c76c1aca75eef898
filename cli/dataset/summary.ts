import type { Job, Round } from '../../access/dataset/job.ts';
import type { Counts } from '../../access/dataset/prepare.ts';
import { type Reason, reasons } from '../../access/dataset/refused.ts';

/** What was found, and why objects were refused, the most frequent reason first. */
export function foundText({ rows, refused, skipped, known, reasons: counted }: Counts): string {
  const lines = Object.entries(counted)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `  ${String(count).padStart(8)}  ${reason}: ${wordsFor(reason)}`);
  const also = [
    ...(known > 0 ? [`${known} sent before`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${refused} refused`,
  ];
  return [`${rows} row${rows === 1 ? '' : 's'} to send, ${also.join(', ')}`, ...lines].join('\n');
}

const wordsFor = (reason: string): string => reasons[reason as Reason] ?? 'a folder that a console created';

export type Outcome = {
  readonly rows: number;
  readonly sent: number;
  readonly failed: number;
  readonly refused: number;
};

export function outcomeOf({ rows, refused, tasks }: Round): Outcome {
  const sum = (result: 'created' | 'failed') => tasks.reduce((total, task) => total + (task[result] ?? 0), 0);
  return { rows, sent: sum('created'), failed: sum('failed'), refused };
}

/** For programs: one JSON object. */
export const outcomeJson = ({ state, folder, reportFile }: Job, outcome: Outcome) => ({
  dataset: state.dataset ?? null,
  name: state.name,
  bucket: state.bucket,
  region: state.region,
  folder,
  report: reportFile,
  ...outcome,
});
