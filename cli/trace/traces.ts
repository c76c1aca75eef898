import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidConfiguration } from '../../lib/contracts/errors.ts';
import { printable } from '../../lib/contracts/printable.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { recordHistory } from '../../lib/store/record-history.ts';
import { bucketOf } from '../bucket.ts';
import type { Where } from '../deployment.ts';
import type { Stack } from '../stack.ts';
import { awsLinks } from './aws-links.ts';
import { eventsUnderWay } from './events-under-way.ts';
import { recordKeysOf } from './find-labels.ts';
import { revisionLine } from './revision-line.ts';
import type { Revisions, Trace } from './trace-text.ts';
import { type Exported, exportedOf, isAbout, type TracedLabel } from './traced-label.ts';

export type Named = {
  /** The name of a connection. */
  readonly platform?: string | undefined;
  readonly project?: string | undefined;
};

/** All that is known of the labels that a text names; `lettersAbout` looks through the dead letters. */
export async function tracesOf(
  text: string,
  named: Named,
  { stack, where }: { readonly stack: Stack; readonly where: Pick<Where, 'local'> },
  lettersAbout: (labels: readonly TracedLabel[]) => Promise<readonly HeldLetter[]>,
): Promise<Trace[]> {
  const known = await exportedNamed(text, stack, named);
  const traced = known.length > 0 ? known.map(({ record }) => labelOf(record)) : [unknownLabel(text, named)];
  const letters = await lettersAbout(traced);
  const sfn = new SFNClient();
  return Promise.all(
    traced.map(async (label, index): Promise<Trace> => {
      const exported = known[index];
      const [underWay, revisions] = await Promise.all([
        eventsUnderWay(sfn, stack.stateMachineArn, label),
        exported && revisionsOf(bucketOf(stack), exported.record),
      ]);
      const found = { traced: label, exported, underWay, letters: letters.filter((each) => isAbout(each, label)) };
      return { ...found, revisions, links: where.local ? undefined : awsLinks(found, stack) };
    }),
  );
}

async function exportedNamed(text: string, stack: Stack, { platform, project }: Named): Promise<Exported[]> {
  const store = bucketOf(stack);
  const recordKeys = await recordKeysOf(text, store, stack, { connection: platform, project });
  const found = await Promise.all(recordKeys.map((key) => exportedOf(key, store)));
  return found.flatMap((exported) => exported ?? []);
}

const labelOf = ({ connection, project, label, dataUnit }: Exported['record']): TracedLabel => ({
  connection,
  project,
  label,
  dataUnit,
});

/** One that was never exported may be under way or in the dead letters; the text may be that of its data unit. */
const unknownLabel = (text: string, { platform, project }: Named): TracedLabel => ({
  connection: platform,
  project,
  label: text,
  dataUnit: text,
});

/** What is missing of the rights to list versions is no reason to say nothing of the label. */
async function revisionsOf(store: ObjectStore, record: LabelRecord): Promise<Revisions> {
  try {
    const { revisions, ...history } = await recordHistory(store, record);
    return { exported: revisions.map(revisionLine), ...history };
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return { exported: [], keepsVersions: true, notRead: 0, problem: error.message };
  }
}

/** As `trace --json` prints it. */
export function traceJson({ traced, exported, underWay, revisions, letters, links }: Trace): string {
  const readable = letters.map(({ receiptHandle: _receiptHandle, ...letter }) => letter);
  return printable(JSON.stringify({ ...traced, ...exported, underWay, revisions, deadLetters: readable, links }));
}
