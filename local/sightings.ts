import type {
  FetchedLabels,
  LabelEvent,
  LabelToTransform,
  LabelToWrite,
  WrittenLabel,
} from '../lib/workflow/contracts.ts';
import type { Step } from './pipeline.ts';

export type Outcome = {
  readonly status: WrittenLabel['status'] | 'dead-lettered' | 'refused';
  readonly reason?: string;
};

/** One label seen at one place of its way. `outcome`: there it ended. */
export type Sighting = { readonly label: string; readonly stage: string; readonly outcome?: Outcome };

const nameOf = ({ label, dataUnit }: Pick<LabelEvent, 'label' | 'dataUnit'>): string =>
  label ?? `of data unit ${dataUnit}`;

/** What a call of each function tells about the labels in it. A step that fails is tried again, or ends in the dead letters. */
const tellers: Partial<Record<Step['name'], (step: Step) => Sighting[]>> = {
  startExport: ({ input }) =>
    (input as { Records: { body: string }[] }).Records.flatMap(({ body }) => {
      const event = eventIn(body);
      return event ? [{ label: nameOf(event), stage: 'SQS → Step Functions' }] : [];
    }),
  fetchLabels: ({ input, output, error }) => {
    if (error)
      return (input as { events: LabelEvent[] }).events.map((event) => ({
        label: nameOf(event),
        stage: `fetch failed: ${error.name}`,
      }));
    return (output as FetchedLabels).labels.map((item) =>
      item.status === 'failed'
        ? {
            label: nameOf(item.event),
            stage: 'refused',
            outcome: { status: 'dead-lettered', reason: `${item.error}: ${item.message}` },
          }
        : { label: item.label, stage: item.status },
    );
  },
  transformLabel: ({ input, error }) => [
    { label: (input as LabelToTransform).label, stage: error ? `transform failed: ${error.name}` : 'transformed' },
  ],
  writeExport: ({ input, output, error }) => {
    const { label } = input as LabelToWrite;
    if (error) return [{ label, stage: `write failed: ${error.name}` }];
    const { status } = output as WrittenLabel;
    return [{ label, stage: status, outcome: { status } }];
  },
};

export const sightingsOf = (step: Step): Sighting[] => tellers[step.name]?.(step) ?? [];

function eventIn(body: string): LabelEvent | undefined {
  try {
    return JSON.parse(body) as LabelEvent;
  } catch {
    return undefined; // no event: start-export sends it to the dead letters
  }
}
