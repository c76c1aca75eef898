import type {
  FetchedLabels,
  LabelEvent,
  LabelGroup,
  LabelToTransform,
  LabelToWrite,
  WrittenLabel,
} from '../lib/contracts/payloads.ts';
import type { Step } from './pipeline.ts';

export type Outcome = {
  readonly status: WrittenLabel['status'] | 'not-labelled' | 'dead-lettered' | 'refused';
  readonly reason?: string;
};

/** One label seen at one place of its way. `outcome`: there it ended. */
export type Sighting = {
  readonly connection: string;
  readonly project: string;
  readonly label: string;
  readonly stage: string;
  readonly outcome?: Outcome;
};

type Named = Pick<LabelEvent, 'connection' | 'project' | 'label' | 'dataUnit'>;
const named = ({ connection, project, label, dataUnit }: Named) => ({
  connection,
  project,
  label: label ?? `of data unit ${dataUnit}`,
});

/** For people: of a label that another execution was quicker to commit nothing is lost. */
const shown: Partial<Record<WrittenLabel['status'], string>> = {
  lost: 'written by another execution meanwhile: looked at again',
};

/** What a call of each function shows of the labels in it. A step that fails is retried, or ends in the dead letters. */
const readers: Partial<Record<Step['name'], (step: Step) => Sighting[]>> = {
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
    const { batches, notLabelled = [] } = output as FetchedLabels;
    const { connection, project } = input as LabelGroup;
    const unlabelled = notLabelled.map(({ reason, ...label }) => ({
      ...named({ connection, project, ...label }),
      stage: 'not labelled',
      outcome: { status: 'not-labelled' as const, reason },
    }));
    const seen = batches.flat().map((item) =>
      item.status === 'failed'
        ? {
            ...named(item.event),
            stage: 'in the dead letters',
            outcome: { status: 'dead-lettered', reason: `${item.error}: ${item.message}` },
          }
        : { ...named(item.event), label: item.label, stage: item.status },
    );
    return [...seen, ...unlabelled];
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
    const where = { connection: event.connection, project: event.project, label };
    if (error) return [{ ...where, stage: `write failed: ${error.name}` }];
    const { status } = output as WrittenLabel;
    return [{ ...where, stage: shown[status] ?? status, outcome: { status } }];
  },
};

export const sightingsOf = (step: Step): Sighting[] => readers[step.name]?.(step) ?? [];

function eventIn(body: string): LabelEvent | undefined {
  try {
    return JSON.parse(body) as LabelEvent;
  } catch {
    return undefined; // no event: start-export sends it to the dead letters
  }
}
