type Row = { readonly outcome: 'passed' | 'failed' | 'not shown'; readonly name: string; readonly detail: string };

const marks = { passed: '✓', failed: '✗', 'not shown': '–' } as const;

/** What was checked and how it went, told as it goes: a line a check, then the table. */
export class Report {
  readonly #rows: Row[] = [];

  /** Runs one check, which throws when it fails; gives back whether it passed. */
  async check(name: string, run: () => Promise<string>): Promise<boolean> {
    const start = performance.now();
    const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    try {
      const detail = await run();
      this.#add({ outcome: 'passed', name, detail: `${detail} (${seconds()})` });
      return true;
    } catch (error) {
      this.#add({ outcome: 'failed', name, detail: `${shortened(error as Error)} (${seconds()})` });
      return false;
    }
  }

  /** What cannot be seen here, and why. */
  notShown(name: string, detail: string): void {
    this.#add({ outcome: 'not shown', name, detail });
  }

  /** The last line counts; nothing checked is a failure too. */
  end(): number {
    const count = (outcome: Row['outcome']) => this.#rows.filter((row) => row.outcome === outcome).length;
    print(`\n${count('passed')} passed, ${count('failed')} failed`);
    return count('failed') === 0 && count('passed') > 0 ? 0 : 1;
  }

  #add(row: Row): void {
    this.#rows.push(row);
    print(`${marks[row.outcome]} ${row.name.padEnd(nameWidth)}  ${row.detail}`);
  }
}

const shortened = ({ message }: Error) => message.replaceAll(/\s+/g, ' ').slice(0, 600);

const nameWidth = 60;

export const print = (line: string) => process.stdout.write(`${line}\n`);
