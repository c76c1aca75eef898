import type { LabelEvent } from '../contracts/payloads.ts';
import type { LabelRef } from '../platforms/platform.ts';

/** The events of a group by what was asked of the platform. */
export class AskedLabels {
  readonly refs: readonly LabelRef[];
  readonly #byLabel: Map<string, LabelEvent>;
  readonly #byDataUnit: Map<string, LabelEvent>;
  readonly #settled = new Set<LabelEvent | undefined>();
  readonly #answered = new Set<string>();

  constructor(events: readonly LabelEvent[]) {
    this.refs = events.map(({ label, dataUnit, occurredAt }) => ({ label, dataUnit, occurredAt }));
    this.#byLabel = new Map(events.flatMap((event) => (event.label === undefined ? [] : [[event.label, event]])));
    this.#byDataUnit = new Map(
      events.flatMap((event) =>
        event.label !== undefined || event.dataUnit === undefined ? [] : [[event.dataUnit, event]],
      ),
    );
  }

  eventOf({ label, dataUnit }: Omit<LabelRef, 'occurredAt'>): LabelEvent | undefined {
    const own = this.#byLabel.get(label ?? '');
    const unit = this.#byDataUnit.get(dataUnit ?? '');
    return own && unit ? { ...own, joined: true } : (own ?? unit);
  }

  /** An answer settles the event of its label, and that of its data unit alone. */
  settle({ label, dataUnit }: LabelRef): void {
    this.#settled.add(this.#byLabel.get(label ?? '')).add(this.#byDataUnit.get(dataUnit ?? ''));
  }

  /** Whether this is the first answer about the label: a platform may give one twice. */
  isFirst(label: string): boolean {
    const before = this.#answered.size;
    return this.#answered.add(label).size > before;
  }

  unanswered(): LabelEvent[] {
    return [...this.#byLabel.values(), ...this.#byDataUnit.values()].filter((event) => !this.#settled.has(event));
  }
}
