import { bar, ProgressLine } from '../progress-line.ts';

export class Progress extends ProgressLine {
  listing(rows: number, refused: number): void {
    this.show(() => `listing  ${rows} rows, ${refused} refused`);
  }

  sending(done: number, total: number): void {
    this.show(() => `sending  ${bar(done, total)} ${done} of ${total} rows`);
  }
}
