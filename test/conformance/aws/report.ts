import { within } from './waiting.ts';

type Outcome = 'passed' | 'failed' | 'not shown';
export type Row = {
  readonly outcome: Outcome;
  readonly name: string;
  readonly seconds?: number;
  readonly detail: string;
};

const marks = { passed: '✓', failed: '✗', 'not shown': '–' } as const;

/** What was checked and how it went: a line as soon as a check has ended, and the table of all at the end. */
export class Report {
  readonly #rows: Row[] = [];

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Runs one check, which throws when it fails and may take so many seconds; gives back whether it passed. */
  async check(name: string, limitSeconds: number, run: () => Promise<string>): Promise<boolean> {
    const start = performance.now();
    const ended = await within(limitSeconds, run).then(
      (detail) => ({ outcome: 'passed' as const, detail }),
      (error: Error) => ({ outcome: 'failed' as const, detail: shortened(error) }),
    );
    const seconds = (performance.now() - start) / 1000;
    this.#rows.push({ ...ended, name, seconds });
    const reason = ended.outcome === 'failed' ? `: ${ended.detail}` : '';
    print(`${marks[ended.outcome]} ${name} (${seconds.toFixed(1)} s)${reason}`);
    return ended.outcome === 'passed';
  }

  /** Something that is not a check of the service went wrong. */
  failed(name: string, error: Error): void {
    this.#rows.push({ outcome: 'failed', name, detail: shortened(error) });
    print(`${marks.failed} ${name}: ${shortened(error)}`);
  }

  /** What cannot be seen here, and why. */
  notShown(name: string, detail: string): void {
    this.#rows.push({ outcome: 'not shown', name, detail });
  }

  /** Prints the table; 0 when all passed. Nothing checked is a failure too. */
  end(): 0 | 1 {
    const width = Math.max(...this.#rows.map(({ name }) => name.length), 'check'.length);
    print(`\n${'check'.padEnd(width)}  ${'result'.padEnd(9)}  seconds`);
    for (const { outcome, name, seconds, detail } of this.#rows)
      print(`${name.padEnd(width)}  ${outcome.padEnd(9)}  ${(seconds?.toFixed(1) ?? '').padStart(7)}  ${detail}`);
    const count = (outcome: Outcome) => this.#rows.filter((row) => row.outcome === outcome).length;
    print(`\n${count('passed')} passed, ${count('failed')} failed, ${count('not shown')} not shown`);
    return count('failed') === 0 && count('passed') > 0 ? 0 : 1;
  }
}

const shortened = ({ message }: Error) => message.replaceAll(/\s+/g, ' ').slice(0, 600);

export const print = (line: string) => process.stdout.write(`${line}\n`);
