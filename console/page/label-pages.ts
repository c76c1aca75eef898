import type { LabelPage } from '../../cli/labels/list-labels.ts';

export type Row = LabelPage['labels'][number];
type Load = (after: string | undefined) => Promise<LabelPage>;
type Page = {
  readonly first: number;
  readonly count: number;
  readonly after: string | undefined;
  rows?: readonly Row[];
};

/** Rows of so many pages are held; others are loaded again when somebody scrolls back to them. */
const mostHeld = 12;

/**
 * A list that is as long as somebody has scrolled, of which a few pages are held: memory stays flat. Pages are loaded one
 * behind the other, since each says where the next one begins.
 */
export class LabelPages {
  readonly #load: Load;
  readonly #changed: () => void;
  readonly #pages: Page[] = [];
  readonly #held: Page[] = [];
  readonly #loading = new Set<Page | 'next'>();
  #next: string | undefined;
  #problem: Error | undefined;
  looked = 0;
  withoutClasses = 0;
  isComplete = false;

  constructor(load: Load, changed: () => void) {
    this.#load = load;
    this.#changed = changed;
  }

  /** How many rows are known so far. */
  get count(): number {
    const last = this.#pages.at(-1);
    return last ? last.first + last.count : 0;
  }

  get heldRows(): number {
    return this.#held.reduce((sum, { count }) => sum + count, 0);
  }

  get isLoading(): boolean {
    return this.#loading.size > 0;
  }

  get problem(): Error | undefined {
    return this.#problem;
  }

  /** Undefined while its page is loaded again. */
  at(index: number): Row | undefined {
    const page = this.#pageOf(index);
    if (page?.rows) return page.rows[index - page.first];
    if (page) void this.#loadAgain(page);
    return undefined;
  }

  /** Loads the page behind the last one. */
  async more(): Promise<void> {
    if (this.isComplete || this.#loading.has('next')) return;
    await this.#whileLoading('next', async () => {
      const after = this.#next;
      const { labels, next, looked, withoutClasses } = await this.#load(after);
      this.looked += looked;
      this.withoutClasses += withoutClasses;
      const page = { first: this.count, count: labels.length, after, rows: labels };
      if (labels.length > 0) {
        this.#pages.push(page);
        this.#hold(page);
      }
      this.#next = next;
      this.isComplete = next === undefined;
    });
  }

  async #loadAgain(page: Page): Promise<void> {
    if (this.#loading.has(page)) return;
    await this.#whileLoading(page, async () => {
      page.rows = (await this.#load(page.after)).labels;
      this.#hold(page);
    });
  }

  async #whileLoading(what: Page | 'next', load: () => Promise<void>): Promise<void> {
    this.#loading.add(what);
    this.#problem = undefined;
    try {
      await load();
    } catch (error) {
      this.#problem = error as Error;
      if (what === 'next') this.isComplete = true; // until somebody tries again, nothing asks for more
    }
    this.#loading.delete(what);
    this.#changed();
  }

  #hold(page: Page): void {
    this.#held.push(page);
    if (this.#held.length > mostHeld) delete this.#held.shift()?.rows;
  }

  #pageOf(index: number): Page | undefined {
    let [low, high] = [0, this.#pages.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pages[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const page = this.#pages[low];
    return page && index < page.first + page.count ? page : undefined;
  }
}
