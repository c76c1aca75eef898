import type { Label } from '../label/label.ts';
import { lacks, type Need } from '../label/need.ts';
import { type CompletedLabel, completeLabel, type PlacesOf } from '../media/complete-label.ts';
import type { FetchedDocument, PlatformApi, Reader } from '../platforms/platform.ts';

export type MediaDependencies = {
  /** What the formats of the labels' route need of units; nothing where it is left out. */
  readonly needs?: readonly Need[] | undefined;
  placesOf?(fetched: FetchedDocument, project: string, asked: AskedPlatform): PlacesOf;
};

/** Who may know more of a unit's files than its document says. */
export type AskedPlatform = { readonly reader: Pick<Reader, 'mediaOf' | 'textLayerOf'>; readonly api: PlatformApi };

/** Whether files must be read for the label, which takes requests. */
export const isIncomplete = ({ units }: Label, { needs = [] }: MediaDependencies): boolean =>
  units.some((unit) => needs.some((need) => lacks(unit, need)));

export const completedWith = (
  label: Label,
  fetched: FetchedDocument,
  { needs = [], placesOf, ...asked }: MediaDependencies & AskedPlatform,
  when: { readonly isLast: boolean },
): Promise<CompletedLabel> =>
  completeLabel(label, needs, placesOf?.(fetched, label.source.project, asked) ?? nowhere, when);

const nowhere: PlacesOf = () => [];

/** Each holds its label and its document in memory meanwhile. */
const atOnce = 8;

/** Work that goes on while the next label is fetched, a few at a time. */
export class WorkAside {
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** Begins it once there is room. Throws what failed before. */
  async add(work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= atOnce) await Promise.race(this.#running);
    this.#throwFailure();
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits for all of it. Throws what failed. */
  async end(): Promise<void> {
    await this.idle();
    this.#throwFailure();
  }

  /** Waits for all of it, whatever becomes of it. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
