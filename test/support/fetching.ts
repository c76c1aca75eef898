import { InvalidConfiguration, LabelNotFound } from '../../lib/contracts/errors.ts';
import { LabelEvent } from '../../lib/contracts/payloads.ts';
import type {
  FailedDocument,
  FetchedDocument,
  LabelRef,
  PlatformApi,
  Reader,
  TimePrecision,
} from '../../lib/platforms/platform.ts';
import { fetchLabels } from '../../lib/steps/fetch-labels.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { stagingArea } from '../../lib/store/staging.ts';
import { anEvent, aRecord, recordingLog } from './events.ts';
import { aLabel } from './labels.ts';
import { MemoryStore } from './memory-store.ts';

export const now = new Date('2026-05-04T12:00:00.000Z');
export const agoIso = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();

export type Answer = FetchedDocument | FailedDocument;
type Given = {
  /** What the platform answers for a ref; none when it does not show the label. */
  readonly answers: (ref: LabelRef) => readonly Answer[];
  readonly normalise?: Reader['normalise'];
  readonly clean?: Reader['clean'];
  readonly classes?: { readonly locked: boolean; readonly classes: string[] };
  readonly checkProject?: () => Promise<void>;
  readonly batch?: number;
  readonly timePrecision?: TimePrecision;
  /** What comes in the order that a test wants it in. */
  readonly arrange?: (answers: readonly Answer[]) => readonly Answer[];
  readonly sqs?: () => { failed: { reason: string }[] };
  /** The records, by label. */
  readonly standing?: Readonly<Record<string, Partial<LabelRecord>>>;
  /** The labels that are exported of each data unit. */
  readonly units?: Readonly<Record<string, readonly string[]>>;
  /** Labels whose records cannot be read. */
  readonly damaged?: readonly string[];
  readonly largestLabel?: number;
  readonly keepsDocument?: boolean;
  readonly clock?: () => Date;
};

/** Fetches a group of labels of a platform that answers so, and notes what becomes of them. */
export function aFetcher(given: Given) {
  const { answers, normalise, batch = 200, classes = { locked: false, classes: ['car', 'van'] } } = given;
  const { arrange = (all) => all, sqs = () => ({ failed: [] }) } = given;
  const putBack: { event: LabelEvent; delay: number | undefined }[] = [];
  const left: string[] = [];
  const store = new MemoryStore();
  const asked: LabelRef[][] = [];
  const extended: string[][] = [];
  const { log, entries } = recordingLog();
  const reader: Reader = {
    batch,
    async *fetch(_project, refs) {
      asked.push([...refs]);
      yield* arrange(refs.flatMap((ref) => [...answers(ref)]));
    },
    normalise:
      normalise ??
      (({ ref }) => aLabel({ source: { label: ref.label ?? 'of-data-unit', revision: Date.parse(agoIso(5)) * 1000 } })),
    clean: given.clean ?? (() => ({ cleaned: true })),
    ...(given.checkProject ? { checkProject: given.checkProject } : {}),
  };
  const run = async (...events: Partial<LabelEvent>[]) => {
    const made = events.map((parts) => anEvent({ receivedAt: now.toISOString(), ...parts }));
    const { batches } = await fetchLabels(
      { connection: 'encord', project: 'project-1', events: made },
      {
        reader,
        api: { now: given.clock ?? (() => now) } as PlatformApi,
        staging: stagingArea(store, 'area'),
        timePrecision: given.timePrecision,
        largestLabel: given.largestLabel,
        keepsDocument: given.keepsDocument,
        records: {
          read: async ({ label }) => {
            if (given.damaged?.includes(label)) throw new InvalidConfiguration('The record is damaged.');
            const record = given.standing?.[label];
            return record && { record: aRecord({ label, ...record }), etag: `"${label}"` };
          },
          noteLeaving: async ({ label }) => left.push(label),
          labelsOf: async (_project, dataUnit) => given.units?.[dataUnit] ?? [],
        },
        extendClasses: async (names) => {
          extended.push([...names]);
          return { etag: '"map"', ...classes };
        },
        enqueue: async (again, delaySeconds) => {
          putBack.push(...again.map((event) => ({ event: LabelEvent.parse(event), delay: delaySeconds?.(event) })));
          return sqs();
        },
        log,
      },
    );
    return { batches, labels: batches.flat() };
  };
  return { run, store, asked, extended, entries, putBack, left };
}

/** What the platform may answer. */
export const shown = (ref: LabelRef): Answer[] => [{ ref, document: {} }];
export const hidden = (): Answer[] => [];
export const denied = (ref: LabelRef): Answer[] => [
  { ref, error: new LabelNotFound('The platform has no such label.') },
];

/** An event of a data unit. */
export const nameless = (dataUnit: string): Partial<LabelEvent> => ({ id: dataUnit, label: undefined, dataUnit });
