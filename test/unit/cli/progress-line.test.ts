import { describe, expect, it } from 'vitest';
import { bar, ProgressLine } from '../../../cli/progress-line.ts';

const begin = String.fromCharCode(27);
const tokens = new RegExp(`${begin}\\[\\??(\\d*)([A-Za-z])|[\\s\\S]`, 'gu');

/** What a terminal of so many columns shows, by the few codes that progress is painted with. */
class Screen {
  readonly isTTY = true;
  readonly columns: number;
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  get text(): string {
    return this.#lines.map((line) => line.trimEnd()).join('\n');
  }

  write(text: string): void {
    for (const [token, count, code] of text.matchAll(tokens)) {
      if (code !== undefined) this.#obey(code, Number(count || 1));
      else if (token === '\n') this.#moveTo(this.#row + 1, 0);
      else this.#put(token);
    }
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#moveTo(this.#row + 1, 0);
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }

  #obey(code: string, count: number): void {
    if (code === 'A') this.#row = Math.max(0, this.#row - count);
    else if (code === 'B') this.#row += count;
    else if (code === 'G') this.#column = count - 1;
    else if (code === 'K' && count === 2) this.#lines[this.#row] = '';
    else if (code === 'K') this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
    else if (!'hl'.includes(code)) throw new Error(`The screen must know the code ${code}, but does not.`);
  }

  #moveTo(row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    while (this.#lines.length <= row) this.#lines.push('');
  }
}

describe('progress on a terminal', () => {
  it.each([20, 80])('changes in its place at %i columns, and leaves nothing behind', (columns) => {
    const screen = new Screen(columns);
    let now = 0;
    const progress = new ProgressLine(screen, () => now);
    const text = (done: number) => `sending  ${bar(done, 4)} ${done} of 4 rows`;
    screen.write('before\n');
    for (const done of [1, 2, 3]) {
      progress.show(() => text(done));
      now += 100;
    }
    expect(screen.text.replaceAll('\n', '')).toBe(`before${text(3)}`);
    progress.show(() => 'short');
    expect(screen.text.trimEnd()).toBe('before\nshort');
    progress.say('that stays');
    now += 100;
    progress.show(() => text(4));
    progress.end();
    progress.end();
    expect(screen.text.trimEnd()).toBe('before\nthat stays');
  });

  it('is painted ten times a second at most', () => {
    const screen = new Screen(80);
    let now = 0;
    const progress = new ProgressLine(screen, () => now);
    const painted: number[] = [];
    for (; now < 1000; now += 10)
      progress.show(() => {
        painted.push(now);
        return `${now}`;
      });
    expect(painted).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });
});

describe('progress without a terminal', () => {
  it.each([
    ['a file or a pipe', {}],
    ['a terminal of no size', { isTTY: true, columns: 0, rows: 0 }],
  ])('is a line every ten seconds in %s, without a code of a terminal', (_where, stream) => {
    const written: string[] = [];
    let now = 0;
    const progress = new ProgressLine({ ...stream, write: (text) => written.push(text) }, () => now);
    for (; now < 30_000; now += 100) progress.show(() => `sending  ${bar(now, 30_000)}`);
    progress.end();
    expect(written).toEqual([0, 10_000, 20_000].map((done) => `sending  ${bar(done, 30_000)}\n`));
    progress.say('that stays');
    expect(written.at(-1)).toBe('that stays\n');
  });
});

it('a bar is as long whatever is done, and full where there is nothing to do', () => {
  expect([bar(0, 4), bar(1, 4), bar(9, 4), bar(0, 0)]).toEqual([
    '░'.repeat(24),
    `${'█'.repeat(6)}${'░'.repeat(18)}`,
    '█'.repeat(24),
    '█'.repeat(24),
  ]);
});
