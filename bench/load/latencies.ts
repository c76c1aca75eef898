import type { Write } from './messages.ts';
import type { Delivery } from './traffic.ts';

type Waiting = { readonly revision: number; answeredAt?: number; writtenAt?: number };

const keyOf = ({ platform, project, label }: Omit<Write, 'revision' | 'at'>) =>
  JSON.stringify([platform, project, label]);

/** From the answer 202 to a record that holds that change, or a newer one. */
export class Latencies {
  readonly milliseconds: number[] = [];
  /** Changes sent whose record is not known to be written. */
  waiting = 0;
  readonly #waiting = new Map<string, Waiting[]>();

  /** Call before the delivery is sent, the function it gives when it was answered. */
  sent({ label, revision, what }: Delivery): () => void {
    if (what !== 'change' && what !== 'late change') return () => {};
    const { project, label: id } = label.served;
    const key = keyOf({ platform: label.platform, project, label: id });
    const waiting: Waiting = { revision };
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), waiting]);
    this.waiting += 1;
    return () => {
      waiting.answeredAt = Date.now();
      this.#tell(waiting);
    };
  }

  written({ revision, at, ...label }: Write): void {
    const key = keyOf(label);
    const [done, left] = [[], []] as [Waiting[], Waiting[]];
    for (const waiting of this.#waiting.get(key) ?? []) (waiting.revision <= revision ? done : left).push(waiting);
    if (left.length > 0) this.#waiting.set(key, left);
    else this.#waiting.delete(key);
    this.waiting -= done.length;
    for (const waiting of done) {
      waiting.writtenAt = at;
      this.#tell(waiting);
    }
  }

  #tell({ answeredAt, writtenAt }: Waiting): void {
    // A late change may be in the bucket before it is announced.
    if (answeredAt !== undefined && writtenAt !== undefined)
      this.milliseconds.push(Math.max(0, writtenAt - answeredAt));
  }

  percentile(percent: number): number {
    const sorted = this.milliseconds.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
  }
}
