/** Kinds that are counted each; what is more is counted together. */
const mostKinds = 500;
const examplesNamed = 3;

export type Count = { readonly kind: string; readonly count: number; readonly examples: readonly string[] };

/** How often something of each kind happened, and where at first. Its memory does not grow with the number of labels. */
export class Tally {
  readonly #counts = new Map<string, { count: number; readonly examples: string[] }>();
  #total = 0;

  add(kind: string, { example, count = 1 }: { readonly example?: string; readonly count?: number } = {}): void {
    const key = this.#counts.has(kind) || this.#counts.size < mostKinds ? kind : '(further kinds)';
    const counted = this.#counts.get(key) ?? { count: 0, examples: [] };
    this.#counts.set(key, counted);
    counted.count += count;
    this.#total += count;
    if (example !== undefined && counted.examples.length < examplesNamed) counted.examples.push(example);
  }

  get total(): number {
    return this.#total;
  }

  /** The most frequent first. */
  get counts(): readonly Count[] {
    return [...this.#counts].map(([kind, counted]) => ({ kind, ...counted })).sort((a, b) => b.count - a.count);
  }
}
