import { InvalidConfiguration } from '../contracts/errors.ts';
import type { Project } from '../contracts/keys.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { LabelName, StandingRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';

export type Records = {
  read(label: LabelName): Promise<StandingRecord | undefined>;
  /** Notes in the record that the platform does not show the label any more. */
  noteLeaving(label: LabelName, before: string): Promise<unknown>;
  /** The labels of a data unit that are exported, or about to be. */
  labelsOf(project: Project, dataUnit: string): Promise<readonly string[]>;
};

/** The record of a label, or why it cannot be read: a damaged one fails its own label only. */
export type Standing = StandingRecord | Error | undefined;

export const nameOf = ({ connection, project }: LabelEvent, label: string): LabelName => ({
  connection,
  project,
  label,
});

export const etagOf = (standing: StandingRecord | undefined): string => standing?.etag ?? 'absent';

/** The records of a group's labels. Ask the platform only once they are read: the order of reads is the order of writers. */
export class StandingRecords {
  /** Those of labels that were asked for by name. */
  readonly before: ReadonlyMap<string, Standing>;
  readonly #records: Records;

  private constructor(before: ReadonlyMap<string, Standing>, records: Records) {
    this.before = before;
    this.#records = records;
  }

  static async read(events: readonly LabelEvent[], records: Records): Promise<StandingRecords> {
    const names = events.flatMap((event) => (event.label === undefined ? [] : [nameOf(event, event.label)]));
    const standing = await settled(names.map((name) => () => standingOf(name, records)));
    return new StandingRecords(new Map(names.map(({ label }, index) => [label, standing[index]])), records);
  }

  /** As it was before the platform was asked; of a label that was not asked for by name, as it is now. */
  async of(event: LabelEvent, label: string): Promise<Standing> {
    if (this.before.has(label)) return this.before.get(label);
    return standingOf(nameOf(event, label), this.#records);
  }
}

const standingOf = (label: LabelName, records: Records): Promise<Standing> =>
  records.read(label).catch((error: unknown) => {
    if (error instanceof InvalidConfiguration) return error;
    throw error;
  });
