import { SFNClient } from '@aws-sdk/client-sfn';
import { printable } from '../../lib/contracts/printable.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import { bucketOf } from '../bucket.ts';
import type { Stack } from '../stack.ts';
import { eventsUnderWay } from './events-under-way.ts';
import { recordKeysOf } from './find-labels.ts';
import type { Trace } from './trace-text.ts';
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
  stack: Stack,
  lettersAbout: (labels: readonly TracedLabel[]) => Promise<readonly HeldLetter[]>,
): Promise<Trace[]> {
  const known = await exportedNamed(text, stack, named);
  const traced = known.length > 0 ? known.map(({ record }) => labelOf(record)) : [unknownLabel(text, named)];
  const letters = await lettersAbout(traced);
  const sfn = new SFNClient();
  return Promise.all(
    traced.map(async (label, index): Promise<Trace> => {
      const underWay = await eventsUnderWay(sfn, stack.stateMachineArn, label);
      return {
        traced: label,
        exported: known[index],
        underWay,
        letters: letters.filter((each) => isAbout(each, label)),
      };
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

/** As `trace --json` prints it. */
export function traceJson({ traced, exported, underWay, letters }: Trace): string {
  const readable = letters.map(({ receiptHandle: _receiptHandle, ...letter }) => letter);
  return printable(JSON.stringify({ ...traced, ...exported, underWay, deadLetters: readable }));
}
