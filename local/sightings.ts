import type {
  FetchedLabels,
  LabelEvent,
  LabelToTransform,
  LabelToWrite,
  WrittenLabel,
} from '../lib/contracts/payloads.ts';
import type { Step } from './pipeline.ts';

export type Outcome = {
  readonly status: WrittenLabel['status'] | 'dead-lettered' | 'refused';
  readonly reason?: string;
};

/** One label seen at one place of its way. `outcome`: there it ended. */
export type Sighting = {
  readonly project: string;
  readonly label: string;
  readonly stage: string;
  readonly outcome?: Outcome;
};

const named = ({ project, label, dataUnit }: LabelEvent) => ({ project, label: label ?? `of data unit ${dataUnit}` });

/** What a call of each function tells about the labels in it. A step that fails is tried again, or ends in the dead letters. */
const tellers: Partial<Record<Step['name'], (step: Step) => Sighting[]>> = {
  startExport: ({ input }) =>
    (input as { Records: { body: string }[] }).Records.flatMap(({ body }) => {
      const event = eventIn(body);
      return event ? [{ ...named(event), stage: 'SQS → Step Functions' }] : [];
    }),
  fetchLabels: ({ input, output, error }) => {
    if (error)
      return (input as { events: LabelEvent[] }).events.map((event) => ({
        ...named(event),
        stage: `fetch failed: ${error.name}`,
      }));
    return (output as FetchedLabels).batches.flat().map((item) =>
      item.status === 'failed'
        ? {
            ...named(item.event),
            stage: 'refused',
            outcome: { status: 'dead-lettered', reason: `${item.error}: ${item.message}` },
          }
        : { ...named(item.event), label: item.label, stage: item.status },
    );
  },
  transformLabel: ({ input, error }) => [
    {
      ...named((input as LabelToTransform).event),
      label: (input as LabelToTransform).label,
      stage: error ? `transform failed: ${error.name}` : 'transformed',
    },
  ],
  writeExport: ({ input, output, error }) => {
    const { event, label } = input as LabelToWrite;
    const where = { project: event.project, label };
    if (error) return [{ ...where, stage: `write failed: ${error.name}` }];
    const { status } = output as WrittenLabel;
    return [{ ...where, stage: status, outcome: { status } }];
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
