import type { Mark } from './mark.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { timeLine } from './time-line.ts';
import { rowsOf } from './time-rows.ts';

/** Seconds on a time line, a row for each class or track. */
export function drawAudio({ durationMs }: DrawnUnit, marks: readonly Mark[]): Drawn {
  const timed = marks.flatMap((mark) => (mark.at.kind === 'time' ? [{ mark, ranges: mark.at.ranges }] : []));
  const end = durationMs ?? timed.flatMap(({ ranges }) => ranges).reduce((last, range) => Math.max(last, range.end), 1);
  return {
    blocks: timed.length === 0 ? [] : [timeLine(rowsOf(timed), { start: 0, end, textOf: clock })],
    shown: new Set(timed.map(({ mark }) => mark)),
    notes:
      durationMs === undefined && timed.length > 0
        ? ['The length is not known: the line ends with the last annotation.']
        : [],
  };
}

/** Milliseconds as minutes and seconds: `1:02.500`. */
export function clock(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  const [minutes, seconds] = [Math.floor(whole / 60_000), Math.floor(whole / 1_000) % 60];
  const fraction = whole % 1_000 === 0 ? '' : `.${String(whole % 1_000).padStart(3, '0')}`;
  return `${minutes}:${String(seconds).padStart(2, '0')}${fraction}`;
}
