import { stepped } from '../contracts/dead-letter.ts';
import { InvalidLabel, LabelNotFound, LabelNotReady, PipelineError } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { FetchedLabel, LabelEvent, StagedBytes } from '../contracts/payloads.ts';
import type { Label } from '../label/label.ts';
import type { FailedDocument, FetchedDocument, LabelRef, PlatformApi, Reader } from '../platforms/platform.ts';
import { AskedLabels } from './asked-labels.ts';
import { mayBeHadLater, mayStillCome } from './put-back.ts';

export type CollectorDependencies = {
  readonly reader: Reader;
  readonly api: PlatformApi;
  readonly staging: { add(bytes: Uint8Array): Promise<StagedBytes> };
  readonly log: Log;
};

/** What TransformLabel reads of one label: a JSON text of the canonical label and the platform's own document, cleaned. */
export type StagedLabel = { readonly label: Label; readonly document: unknown };

/** What is kept of a label once its bytes are staged: the documents of a group may be hundreds of megabytes. */
export type KeptLabel = {
  readonly event: LabelEvent;
  readonly label: string;
  readonly revision: number;
  readonly staged: StagedBytes;
  /** Names of those of its categories that have numbers. */
  readonly classes: readonly string[];
};

/** A group's answers as the platform gives them: in any order, some twice, some for labels that nobody asked for. */
export class FetchedGroup {
  readonly settled: FetchedLabel[] = [];
  readonly kept: KeptLabel[] = [];
  /** Events to put back, with the reason. */
  readonly waiting = new Map<LabelEvent, Error>();
  readonly #asked: AskedLabels;
  readonly #exported = new Set<string>(); // a label may be asked for by its own id and by its data unit
  readonly #dependencies: CollectorDependencies;

  constructor(events: readonly LabelEvent[], dependencies: CollectorDependencies) {
    this.#asked = new AskedLabels(events);
    this.#dependencies = dependencies;
  }

  get refs(): readonly LabelRef[] {
    return this.#asked.refs;
  }

  async take(answer: FetchedDocument | FailedDocument): Promise<void> {
    const { ref } = answer;
    const event = this.#asked.eventOf(ref);
    if (!event) return;
    // "No such label" is as good as no answer: the platform's read side may lag.
    if ('error' in answer && answer.error instanceof LabelNotFound) return;
    this.#asked.settle(ref);
    if (ref.label !== undefined && !this.#asked.isFirst(ref.label)) return;
    if ('error' in answer) return this.#refuse(event, answer.error);
    const { reader, staging } = this.#dependencies;
    let read: ReadLabel;
    try {
      read = readLabel(answer, event, reader);
    } catch (error) {
      // The platform shows it, and it is not a label (any more): nothing to wait for.
      if (error instanceof LabelNotFound && ref.label !== undefined) this.settled.push(deleted(event, ref.label));
      else this.#refuse(event, error as Error);
      return;
    }
    const { bytes, ...label } = read;
    if (this.#exported.has(label.label)) return;
    this.#exported.add(label.label);
    if (isGone(event, label)) this.settled.push(deleted(event, label.label));
    else this.kept.push({ event, ...label, staged: await staging.add(bytes) });
  }

  /** Says what becomes of those that the platform gave no answer for. */
  end(): void {
    for (const event of this.#asked.unanswered()) {
      const { connection, label, dataUnit, kind } = event;
      const what = label === undefined ? `a label of data unit ${dataUnit}` : `label ${label}`;
      if (kind === 'upserted' && mayStillCome(event, this.#dependencies.api.now())) {
        this.waiting.set(event, new LabelNotReady(`${connection} does not show ${what} yet.`));
      } else if (label !== undefined) this.settled.push(deleted(event, label));
      else this.#fail(event, new LabelNotFound(unitWithoutLabel[kind](event)));
    }
  }

  #refuse(event: LabelEvent, error: Error): void {
    if (isWorthWaiting(event, error, this.#dependencies.api.now())) this.waiting.set(event, error);
    else this.#fail(event, error);
  }

  #fail(event: LabelEvent, error: Error): void {
    this.settled.push(failed(event, error, this.#dependencies.log));
  }
}

type ReadLabel = Pick<KeptLabel, 'label' | 'revision' | 'classes'> & { readonly bytes: Uint8Array };

/**
 * Bytes. TransformLabel holds a label about twenty times over, in several forms, and has 512 MB; a larger one would end it
 * without a word. Raise both together.
 */
const largestLabel = 12 * 1024 * 1024;

/** Throws what is wrong with the label, even when it is our own code that breaks on it: it fails alone. */
function readLabel(answer: FetchedDocument, { project }: LabelEvent, reader: Reader): ReadLabel {
  const label = reader.normalise(answer, project);
  const staged: StagedLabel = { label, document: reader.clean(answer.document) };
  const bytes = Buffer.from(JSON.stringify(staged));
  if (bytes.length > largestLabel) {
    throw new InvalidLabel(
      `The label with its document has ${bytes.length} bytes as JSON, and at most ${largestLabel} can be exported. Split its data unit on the platform.`,
    );
  }
  const classes = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  return { label: label.source.label, revision: label.source.revision, classes, bytes };
}

const isWorthWaiting = (event: LabelEvent, error: Error, now: Date): boolean =>
  error instanceof LabelNotReady
    ? mayStillCome(event, now)
    : error instanceof PipelineError && error.retryable && mayBeHadLater(event);

/** The platform said "deleted" and shows nothing newer: its read side lags. A later edit shows that the label is back. */
const isGone = (event: LabelEvent, { revision }: { readonly revision: number }): boolean =>
  event.kind === 'deleted' && revision <= microseconds(event.occurredAt);

const microseconds = (instant: string): number => Date.parse(instant) * 1000;

const deleted = (event: LabelEvent, label: string): FetchedLabel => ({
  status: 'deleted',
  event,
  label,
  revision: microseconds(event.occurredAt),
});

/** Records are by label: which labels a data unit had, nobody knows once the platform does not say. */
const unitWithoutLabel: Readonly<Record<LabelEvent['kind'], (event: LabelEvent) => string>> = {
  upserted: ({ connection, dataUnit }) => `${connection} has no label for data unit ${dataUnit}.`,
  deleted: ({ connection, dataUnit }) =>
    `${connection} deleted data unit ${dataUnit} and does not say which labels it had. Whatever was exported of them stays in the bucket: delete it by hand if it must go, then purge this letter.`,
};

/** Bytes. 200 labels of a group may all fail, and their messages travel in one state of 262,144 bytes (`weightOf` in start-export). */
const longestMessage = 300;

/** The label fails alone. */
export function failed(event: LabelEvent, error: Error, log: Log): FetchedLabel {
  log('label-refused', { connection: event.connection, label: event.label, error: error.name, reason: error.message });
  const message = Buffer.from(error.message).subarray(0, longestMessage).toString('utf8');
  return { status: 'failed', event, error: error.name, message: stepped('FetchLabels', message) };
}
