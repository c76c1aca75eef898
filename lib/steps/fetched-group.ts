import { LabelNotFound, NotLabelled } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { LabelEvent, StagedBytes } from '../contracts/payloads.ts';
import type { Label } from '../label/label.ts';
import type { CompletedLabel } from '../media/complete-label.ts';
import type {
  FailedDocument,
  FetchedDocument,
  LabelRef,
  PlatformApi,
  Reader,
  ReadingSettings,
} from '../platforms/platform.ts';
import { settled } from '../store/settled.ts';
import { AskedLabels } from './asked-labels.ts';
import { completedWith, isIncomplete, type MediaDependencies, WorkAside } from './complete-labels.ts';
import { GroupOutcome, type OutcomeDependencies, type ShownLabel } from './group-outcome.ts';
import { mayBeFetchedLater } from './put-back.ts';
import { type LabelToStage, type StagingTerms, toStage } from './staged-label.ts';
import { StandingRecords } from './standing-records.ts';

export type CollectorDependencies = MediaDependencies &
  OutcomeDependencies &
  StagingTerms & {
    readonly reader: Reader;
    readonly api: PlatformApi;
    readonly staging: { add(bytes: Uint8Array): Promise<StagedBytes> };
    /** What the connection's settings say about reading. */
    readonly settings?: ReadingSettings | undefined;
  };

/** A group's answers as the platform gives them: in any order, some twice, some for labels that nobody asked for. */
export class FetchedGroup {
  readonly #asked: AskedLabels;
  readonly #standing: StandingRecords;
  readonly #outcome: GroupOutcome;
  /** Ids: a label may be asked for by its own id and by its data unit. */
  readonly #taken = new Set<string>();
  /** By id. */
  readonly #shown = new Map<string, ShownLabel>();
  /** Of labels whose media are read. */
  readonly #aside = new WorkAside();
  /** Labels that the platform does not show, or does not show as labels, with their events. */
  readonly #gone = new Map<string, LabelEvent>();
  readonly #dependencies: CollectorDependencies;

  private constructor(events: readonly LabelEvent[], standing: StandingRecords, dependencies: CollectorDependencies) {
    this.#asked = new AskedLabels(events);
    this.#standing = standing;
    this.#outcome = new GroupOutcome(standing, dependencies.api.now(), dependencies);
    this.#dependencies = dependencies;
  }

  /** Reads the record of each label, before the platform is asked. */
  static async begin(events: readonly LabelEvent[], dependencies: CollectorDependencies): Promise<FetchedGroup> {
    return new FetchedGroup(events, await StandingRecords.read(events, dependencies.records), dependencies);
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
    if ('error' in answer) return this.#outcome.refuse(event, answer.error);
    let label: Label;
    try {
      label = this.#dependencies.reader.normalise(answer, event.project, this.#dependencies.settings);
    } catch (error) {
      if (error instanceof NotLabelled) return this.#outcome.leave(event, ref, error);
      // The platform shows it, and it is not a label (any more): nothing to wait for.
      if (error instanceof LabelNotFound && ref.label !== undefined) this.#gone.set(ref.label, event);
      else this.#outcome.refuse(event, error as Error);
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
      return this.#outcome.refuse(event, error as Error);
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
    let read: LabelToStage;
    try {
      read = toStage(completed, answer, this.#dependencies);
    } catch (error) {
      return this.#outcome.refuse(event, error as Error);
    }
    const { bytes, ...label } = read;
    const located = { ...event, ...given({ dataUnit: answer.ref.dataUnit ?? event.dataUnit }) };
    this.#shown.set(label.label, { event: located, ...label, staged: await this.#dependencies.staging.add(bytes) });
  }

  /** Compares each label with its record, many at a time, and decides about those that the platform gave no answer for. */
  async end(): Promise<GroupOutcome> {
    await this.#aside.end();
    const shown = [...this.#shown.values()];
    const standing = await settled(
      shown.map(
        ({ event, label }) =>
          () =>
            this.#standing.of(event, label),
      ),
    );
    for (const [index, label] of shown.entries()) this.#outcome.show(label, standing[index]);
    for (const event of this.#asked.unanswered()) {
      const gone = await this.#outcome.miss(event);
      if (gone !== undefined) this.#gone.set(gone, event);
    }
    await settled(
      [...this.#gone].map(
        ([label, event]) =>
          () =>
            this.#outcome.remove(event, label),
      ),
    );
    this.#outcome.keepUnannounced((label) => this.#asked.eventOf({ label }));
    return this.#outcome;
  }

  /** Waits for what is still under way of a group that failed: it would go on when the sandbox is used once more. */
  async abandon(): Promise<void> {
    await this.#aside.idle();
  }
}
