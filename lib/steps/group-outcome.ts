import { LabelNotFound, LabelNotReady, type NotLabelled, PipelineError } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { Log } from '../contracts/log-events.ts';
import type { FetchedLabel, FetchedLabels, LabelEvent, StagedBytes } from '../contracts/payloads.ts';
import type { LabelRef, TimePrecision } from '../platforms/platform.ts';
import { lastSeenOf, type StandingRecord } from '../store/record.ts';
import { failedLabel } from './failed-label.ts';
import {
  isLeaving,
  judgeLabel,
  mayBeLabelledSince,
  maySettleLater,
  mayStillChange,
  type SeenLabel,
} from './judge-label.ts';
import { mayBeFetchedLater } from './put-back.ts';
import type { LabelToStage } from './staged-label.ts';
import { etagOf, nameOf, type Records, type Standing, type StandingRecords } from './standing-records.ts';

/** What is kept of a label once its bytes are staged: the documents of a group may be hundreds of megabytes. */
export type KeptLabel = Pick<LabelToStage, 'label' | 'revision' | 'classes'> & {
  readonly event: LabelEvent;
  readonly staged: StagedBytes;
  readonly before: string;
  /** The platform may hide another content of the same revision. */
  readonly unsettled?: true | undefined;
};

/** A label that the platform shows, whose record is still to be compared with it. */
export type ShownLabel = Omit<KeptLabel, 'before' | 'unsettled'> & Pick<SeenLabel, 'content'>;

export type OutcomeDependencies = {
  readonly records: Records;
  readonly timePrecision?: TimePrecision | undefined;
  readonly log: Log;
};

/** What becomes of each event of a group. */
export class GroupOutcome {
  readonly settled: FetchedLabel[] = [];
  readonly kept: KeptLabel[] = [];
  /** Labels that nobody has labelled (yet): nothing becomes of them, and what was exported before stays. */
  readonly notLabelled: NonNullable<FetchedLabels['notLabelled']> = [];
  /** Events to put back, with the reason. */
  readonly waiting = new Map<LabelEvent, Error>();
  /** Events of labels to look at once more, whatever becomes of them now. */
  readonly looks: LabelEvent[] = [];
  readonly #standing: StandingRecords;
  /** Before the platform was asked: what it shows may be as old as then, however long the group takes. */
  readonly #askedAt: Date;
  readonly #dependencies: OutcomeDependencies;

  constructor(standing: StandingRecords, askedAt: Date, dependencies: OutcomeDependencies) {
    this.#standing = standing;
    this.#askedAt = askedAt;
    this.#dependencies = dependencies;
  }

  /** A label that the platform shows. */
  show({ event, content, ...label }: ShownLabel, standing: Standing): void {
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
    if (verdict.isOlder) log('older-revision-exported', { ...nameOf(event, label.label), revision: label.revision });
    if (verdict.looksAgain) this.looks.push({ ...event, label: label.label, looks: (event.looks ?? 0) + 1 });
    const unsettled = verdict.isUnsettled || undefined;
    this.kept.push(given({ event, ...label, before: etagOf(standing), unsettled }));
  }

  /** A label that the platform shows, and that nobody has labelled. */
  leave(event: LabelEvent, ref: LabelRef, { message, revision }: NotLabelled): void {
    const { timePrecision: precision, log } = this.#dependencies;
    const { connection, project, label = ref.label, dataUnit = ref.dataUnit } = event;
    if (mayBeLabelledSince(event, revision, { now: this.#askedAt, precision })) {
      this.waiting.set(event, new LabelNotReady(`${connection} does not show label ${label} as labelled yet.`));
      return;
    }
    log('label-not-labelled', { connection, project, label, reason: message });
    this.notLabelled.push({ ...given({ label, dataUnit }), reason: message });
  }

  /** A label of which the platform, or our own code, makes nothing. */
  refuse(event: LabelEvent, error: Error): void {
    if (isWorthWaiting(event, error, this.#askedAt)) this.waiting.set(event, error);
    else this.#fail(event, error);
  }

  /** An event that the platform gave no answer for. The label that is gone; undefined where there is none, or none yet. */
  async miss(event: LabelEvent): Promise<string | undefined> {
    const { connection, label, dataUnit, kind } = event;
    const what = label === undefined ? `a label of data unit ${dataUnit}` : `label ${label}`;
    if (kind === 'upserted' && mayStillChange(event, this.#askedAt)) {
      this.waiting.set(event, new LabelNotReady(`${connection} does not show ${what} yet.`));
    } else if (label !== undefined) return label;
    else if (kind === 'deleted') await this.#lookAtLabelsOf(event);
    else this.#fail(event, new LabelNotFound(`${connection} has no label for data unit ${dataUnit}.`));
    return undefined;
  }

  /** A label that the platform does not show. */
  async remove(event: LabelEvent, label: string): Promise<void> {
    const standing = await this.#standing.of(event, label);
    if (standing instanceof Error) return this.#fail(event, standing);
    if (standing && isLeaving(standing.record)) {
      await this.#dependencies.records.noteLeaving(nameOf(event, label), standing.etag);
      return void this.looks.push({ ...event, label });
    }
    const revision = standing?.record.revision ?? 0;
    this.settled.push({ status: 'deleted', event, label, revision, before: etagOf(standing) });
  }

  /** Labels that nothing is written of now, though a writer died before it could announce what it had written. */
  keepUnannounced(eventOf: (label: string) => LabelEvent | undefined): void {
    const written = new Set(
      [...this.kept, ...this.settled].map((outcome) => ('label' in outcome ? outcome.label : outcome.event.label)),
    );
    for (const [label, standing] of this.#standing.before) {
      const event = eventOf(label);
      if (!event || written.has(label) || !standing || standing instanceof Error) continue;
      if (standing.record.unannounced) this.settled.push({ status: 'unannounced', event, label });
    }
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

  #fail(event: LabelEvent, error: Error): void {
    const standing = this.#standing.before.get(event.label ?? '');
    const before = event.label === undefined || standing instanceof Error ? undefined : etagOf(standing);
    this.settled.push(given({ ...failedLabel(event, error, this.#dependencies.log), before }));
  }
}

function isSeen({ record }: StandingRecord, { revision, content }: SeenLabel): boolean {
  const last = lastSeenOf(record);
  return record.status === 'exported' && last.revision === revision && last.content === content;
}

const isWorthWaiting = (event: LabelEvent, error: Error, now: Date): boolean =>
  error instanceof LabelNotReady
    ? mayStillChange(event, now)
    : error instanceof PipelineError && error.retryable && mayBeFetchedLater(event);
