import { stepped } from '../contracts/dead-letter.ts';
import {
  InvalidConfiguration,
  InvalidLabel,
  LabelNotFound,
  LabelNotReady,
  NotLabelled,
  PipelineError,
} from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type { FetchedLabel, FetchedLabels, LabelEvent, StagedBytes } from '../contracts/payloads.ts';
import type { Label } from '../label/label.ts';
import type { CompletedLabel, Unobtained } from '../media/complete-label.ts';
import type {
  FailedDocument,
  FetchedDocument,
  LabelRef,
  PlatformApi,
  Reader,
  ReadingSettings,
  TimePrecision,
} from '../platforms/platform.ts';
import { contentOf, type LabelName, lastSeenOf, type StandingRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { AskedLabels } from './asked-labels.ts';
import { completedWith, isIncomplete, type MediaDependencies, WorkAside } from './complete-labels.ts';
import {
  isLeaving,
  judgeLabel,
  mayBeLabelledSince,
  maySettleLater,
  mayStillChange,
  type SeenLabel,
} from './judge-label.ts';
import { largestLabel } from './largest-label.ts';
import { mayBeFetchedLater } from './put-back.ts';

export type CollectorDependencies = MediaDependencies & {
  readonly reader: Reader;
  readonly api: PlatformApi;
  readonly staging: { add(bytes: Uint8Array): Promise<StagedBytes> };
  readonly records: Records;
  readonly timePrecision?: TimePrecision | undefined;
  /** What the connection's settings say about reading. */
  readonly settings?: ReadingSettings | undefined;
  /** Bytes of a label as it is staged; `largestLabel` unless a deployment chooses more. */
  readonly largestLabel?: number | undefined;
  /** Whether a format of the label's route reads the platform's document; it is not staged otherwise. */
  readonly keepsDocument?: boolean | undefined;
  readonly log: Log;
};

export type Records = {
  read(label: LabelName): Promise<StandingRecord | undefined>;
  /** Notes in the record that the platform does not show the label any more. */
  noteLeaving(label: LabelName, before: string): Promise<unknown>;
  /** The labels of a data unit that are exported, or about to be. */
  labelsOf(project: Project, dataUnit: string): Promise<readonly string[]>;
};

/**
 * What TransformLabel reads of one label: a JSON text of the canonical label; where a format reads it, the platform's
 * document, cleaned; and why its units lack what is needed of them.
 */
export type StagedLabel = {
  readonly label: Label;
  readonly document?: unknown;
  readonly unobtained?: readonly Pick<Unobtained, 'unit' | 'reason'>[];
};

/** What is kept of a label once its bytes are staged: the documents of a group may be hundreds of megabytes. */
export type KeptLabel = {
  readonly event: LabelEvent;
  readonly label: string;
  readonly revision: number;
  readonly staged: StagedBytes;
  /** Names of those of its categories that have numbers. */
  readonly classes: readonly string[];
  readonly before: string;
  /** The platform may hide another content of the same revision. */
  readonly unsettled?: true | undefined;
};

/** A label that the platform shows, whose record is still to be compared with it. */
type ShownLabel = Omit<KeptLabel, 'before' | 'unsettled'> & Pick<SeenLabel, 'content'>;

/** A group's answers as the platform gives them: in any order, some twice, some for labels that nobody asked for. */
export class FetchedGroup {
  readonly settled: FetchedLabel[] = [];
  readonly kept: KeptLabel[] = [];
  /** Labels that nobody has labelled (yet): nothing becomes of them, and what was exported before stays. */
  readonly notLabelled: NonNullable<FetchedLabels['notLabelled']> = [];
  /** Events to put back, with the reason. */
  readonly waiting = new Map<LabelEvent, Error>();
  /** Events of labels to look at once more, whatever becomes of them now. */
  readonly looks: LabelEvent[] = [];
  readonly #asked: AskedLabels;
  readonly #before: ReadonlyMap<string, Standing>;
  /** Before the platform was asked: what it shows may be as old as then, however long the group takes. */
  readonly #askedAt: Date;
  /** Ids: a label may be asked for by its own id and by its data unit. */
  readonly #taken = new Set<string>();
  /** By id. */
  readonly #shown = new Map<string, ShownLabel>();
  /** Of labels whose media are read. */
  readonly #aside = new WorkAside();
  /** Labels that the platform does not show, or does not show as labels, with their events. */
  readonly #gone = new Map<string, LabelEvent>();
  readonly #dependencies: CollectorDependencies;

  private constructor(
    events: readonly LabelEvent[],
    before: ReadonlyMap<string, Standing>,
    dependencies: CollectorDependencies,
  ) {
    this.#asked = new AskedLabels(events);
    this.#before = before;
    this.#askedAt = dependencies.api.now();
    this.#dependencies = dependencies;
  }

  /** Reads the record of each label. Ask the platform only after that: the order of reads is the order of writers. */
  static async begin(events: readonly LabelEvent[], dependencies: CollectorDependencies): Promise<FetchedGroup> {
    const names = events.flatMap(({ connection, project, label }) =>
      label === undefined ? [] : [{ connection, project, label }],
    );
    const standing = await settled(names.map((name) => () => standingOf(name, dependencies)));
    return new FetchedGroup(events, new Map(names.map(({ label }, index) => [label, standing[index]])), dependencies);
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
    let label: Label;
    try {
      label = this.#dependencies.reader.normalise(answer, event.project, this.#dependencies.settings);
    } catch (error) {
      if (error instanceof NotLabelled) return this.#leave(event, ref, error);
      // The platform shows it, and it is not a label (any more): nothing to wait for.
      if (error instanceof LabelNotFound && ref.label !== undefined) this.#gone.set(ref.label, event);
      else this.#refuse(event, error as Error);
      return;
    }
    if (this.#taken.has(label.source.label)) return;
    this.#taken.add(label.source.label);
    if (isIncomplete(label, this.#dependencies)) await this.#aside.add(() => this.#complete(label, answer, event));
    else await this.#stage({ label, unobtained: [] }, answer, event);
  }

  async #complete(label: Label, answer: FetchedDocument, event: LabelEvent): Promise<void> {
    let completed: CompletedLabel;
    try {
      completed = await completedWith(label, answer, this.#dependencies, { isLast: !mayBeFetchedLater(event) });
    } catch (error) {
      return this.#refuse(event, error as Error);
    }
    const { connection, project } = event;
    for (const { unit, need, reason, message } of completed.unobtained) {
      this.#dependencies.log('media-not-read', {
        connection,
        project,
        label: label.source.label,
        unit,
        need,
        error: reason,
        reason: message,
      });
    }
    await this.#stage(completed, answer, event);
  }

  async #stage(completed: CompletedLabel, answer: FetchedDocument, event: LabelEvent): Promise<void> {
    let read: ReadLabel;
    try {
      read = stagedForm(completed, answer, this.#dependencies);
    } catch (error) {
      return this.#refuse(event, error as Error);
    }
    const { bytes, ...label } = read;
    const located = { ...event, ...given({ dataUnit: answer.ref.dataUnit ?? event.dataUnit }) };
    this.#shown.set(label.label, { event: located, ...label, staged: await this.#dependencies.staging.add(bytes) });
  }

  /** Compares each label with its record, many at a time, and decides about those that the platform gave no answer for. */
  async end(): Promise<void> {
    await this.#aside.end();
    const shown = [...this.#shown.values()];
    const standing = await settled(
      shown.map(
        ({ event, label }) =>
          () =>
            this.#standing(event, label),
      ),
    );
    for (const [index, label] of shown.entries()) this.#judge(label, standing[index]);
    for (const event of this.#asked.unanswered()) {
      const { connection, label, dataUnit, kind } = event;
      const what = label === undefined ? `a label of data unit ${dataUnit}` : `label ${label}`;
      if (kind === 'upserted' && mayStillChange(event, this.#askedAt)) {
        this.waiting.set(event, new LabelNotReady(`${connection} does not show ${what} yet.`));
      } else if (label !== undefined) this.#gone.set(label, event);
      else if (kind === 'deleted') await this.#lookAtLabelsOf(event);
      else this.#fail(event, new LabelNotFound(`${connection} has no label for data unit ${dataUnit}.`));
    }
    await settled(
      [...this.#gone].map(
        ([label, event]) =>
          () =>
            this.#remove(event, label),
      ),
    );
    this.#keepUnannounced();
  }

  /** Labels that nothing is written of now, though a writer died before it could announce what it had written. */
  #keepUnannounced(): void {
    const written = new Set(
      [...this.kept, ...this.settled].map((outcome) => ('label' in outcome ? outcome.label : outcome.event.label)),
    );
    for (const [label, standing] of this.#before) {
      const event = this.#asked.eventOf({ label });
      if (!event || written.has(label) || !standing || standing instanceof Error) continue;
      if (standing.record.unannounced) this.settled.push({ status: 'unannounced', event, label });
    }
  }

  #leave(event: LabelEvent, ref: LabelRef, { message, revision }: NotLabelled): void {
    const { timePrecision: precision, log } = this.#dependencies;
    const { connection, project, label = ref.label, dataUnit = ref.dataUnit } = event;
    if (mayBeLabelledSince(event, revision, { now: this.#askedAt, precision })) {
      this.waiting.set(event, new LabelNotReady(`${connection} does not show label ${label} as labelled yet.`));
      return;
    }
    log('label-not-labelled', { connection, project, label, reason: message });
    this.notLabelled.push({ ...given({ label, dataUnit }), reason: message });
  }

  #judge({ event, content, ...label }: ShownLabel, standing: Standing): void {
    if (standing instanceof Error) return void this.#fail(event, standing);
    const { timePrecision: precision, log } = this.#dependencies;
    const seen = { revision: label.revision, content };
    if (event.label === undefined && standing && !isSeen(standing, seen)) {
      // Its record was read after it was fetched, which is too late to replace what another may have committed since.
      return void this.looks.push({ ...event, label: label.label });
    }
    const verdict = judgeLabel(event, seen, standing?.record, { now: this.#askedAt, precision });
    if (verdict.action === 'wait') {
      const reason = `${event.connection}, label ${label.label}: ${verdict.reason}.`;
      return void this.waiting.set({ ...event, label: label.label }, new LabelNotReady(reason));
    }
    if (verdict.isOlder) log('older-revision-exported', { ...namesOf(event, label.label), revision: label.revision });
    if (verdict.looksAgain) this.looks.push({ ...event, label: label.label, looks: (event.looks ?? 0) + 1 });
    const unsettled = verdict.isUnsettled || undefined;
    this.kept.push(given({ event, ...label, before: etagOf(standing), unsettled }));
  }

  /** A label that the platform does not show. */
  async #remove(event: LabelEvent, label: string): Promise<void> {
    const standing = await this.#standing(event, label);
    if (standing instanceof Error) return void this.#fail(event, standing);
    if (standing && isLeaving(standing.record)) {
      await this.#dependencies.records.noteLeaving(namesOf(event, label), standing.etag);
      return void this.looks.push({ ...event, label });
    }
    const revision = standing?.record.revision ?? 0;
    this.settled.push({ status: 'deleted', event, label, revision, before: etagOf(standing) });
  }

  /**
   * A deleted data unit does not say which labels it had. A label that is being written while its unit is deleted comes into
   * the list later, so the unit is looked at again.
   */
  async #lookAtLabelsOf(event: LabelEvent): Promise<void> {
    for (const label of await this.#dependencies.records.labelsOf(event, event.dataUnit ?? '')) {
      this.looks.push({ ...event, label });
    }
    if (maySettleLater(event)) this.looks.push({ ...event, looks: (event.looks ?? 0) + 1 });
  }

  /** The record as it was before the platform was asked; of a label that was not asked for by name, as it is now. */
  async #standing(event: LabelEvent, label: string): Promise<Standing> {
    if (this.#before.has(label)) return this.#before.get(label);
    return standingOf(namesOf(event, label), this.#dependencies);
  }

  #refuse(event: LabelEvent, error: Error): void {
    if (isWorthWaiting(event, error, this.#askedAt)) this.waiting.set(event, error);
    else this.#fail(event, error);
  }

  #fail(event: LabelEvent, error: Error): void {
    const standing = this.#before.get(event.label ?? '');
    const before = event.label === undefined || standing instanceof Error ? undefined : etagOf(standing);
    this.settled.push(given({ ...failed(event, error, this.#dependencies.log), before }));
  }
}

/** The record of a label, or why it cannot be read: a damaged one fails its own label only. */
type Standing = StandingRecord | Error | undefined;

const standingOf = (label: LabelName, { records }: CollectorDependencies): Promise<Standing> =>
  records.read(label).catch((error: unknown) => {
    if (error instanceof InvalidConfiguration) return error;
    throw error;
  });

const namesOf = ({ connection, project }: LabelEvent, label: string): LabelName => ({ connection, project, label });

const etagOf = (standing: StandingRecord | undefined): string => standing?.etag ?? 'absent';

function isSeen({ record }: StandingRecord, { revision, content }: SeenLabel): boolean {
  const last = lastSeenOf(record);
  return record.status === 'exported' && last.revision === revision && last.content === content;
}

type ReadLabel = Pick<KeptLabel, 'label' | 'revision' | 'classes'> &
  Pick<SeenLabel, 'content'> & { readonly bytes: Uint8Array };

/** Throws what is wrong with the label, even when it is our own code that breaks on it: it fails alone. */
function stagedForm(
  { label, unobtained }: CompletedLabel,
  answer: FetchedDocument,
  { reader, largestLabel: most = largestLabel, keepsDocument = true }: CollectorDependencies,
): ReadLabel {
  const text = JSON.stringify(label);
  // A StagedLabel, of which the label is made into text once.
  const document = keepsDocument ? `,"document":${JSON.stringify(reader.clean(answer.document)) ?? 'null'}` : '';
  const reasons = unobtained.map(({ unit, reason }) => ({ unit, reason }));
  const lacking = reasons.length > 0 ? `,"unobtained":${JSON.stringify(reasons)}` : '';
  const bytes = Buffer.from(`{"label":${text}${document}${lacking}}`);
  if (bytes.length > most) throw tooLarge(bytes.length, most, keepsDocument);
  const classes = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  return { label: label.source.label, revision: label.source.revision, content: contentOf(text), classes, bytes };
}

const tooLarge = (bytes: number, most: number, withDocument: boolean) =>
  new InvalidLabel(
    `The label${withDocument ? ' with its document' : ''} has ${bytes} bytes as JSON, and at most ${most} can be exported. Deploy with a larger parameter largestLabelMiB (${most / 1024 / 1024} now)${withDocument ? ', take the format native out of its route' : ''}, or split its data unit on the platform.`,
  );

const isWorthWaiting = (event: LabelEvent, error: Error, now: Date): boolean =>
  error instanceof LabelNotReady
    ? mayStillChange(event, now)
    : error instanceof PipelineError && error.retryable && mayBeFetchedLater(event);

/** Bytes. 200 labels of a group may all fail, and their messages travel in one state of 262,144 bytes (`weightOf` in start-export). */
const longestMessage = 300;

/** The label fails alone. */
export function failed(event: LabelEvent, error: Error, log: Log): FetchedLabel {
  log('label-refused', { connection: event.connection, label: event.label, error: error.name, reason: error.message });
  const message = Buffer.from(error.message).subarray(0, longestMessage).toString('utf8');
  return { status: 'failed', event, error: error.name, message: stepped('FetchLabels', message) };
}
