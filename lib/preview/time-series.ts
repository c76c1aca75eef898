import type { Mark } from './mark.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { timeLine } from './time-line.ts';
import { rowsOf } from './time-rows.ts';

/**
 * Stretches of a series on a line of its own time column: numbers as they are, texts by their instants where all are such,
 * else one behind the other in the order of the alphabet.
 */
export function drawTimeSeries(_unit: DrawnUnit, marks: readonly Mark[]): Drawn {
  const placed = marks.flatMap((mark) => (mark.at.kind === 'series' ? [{ mark, at: mark.at }] : []));
  const { positionOf, textOf } = scaleOf(placed.flatMap(({ at }) => [at.start, at.end]));
  const rows = placed.map(({ mark, at }) => {
    const [one, other] = [positionOf(at.start), positionOf(at.end)];
    return { mark, ranges: [{ start: Math.min(one, other), end: Math.max(one, other) }] };
  });
  const ranges = rows.flatMap((row) => row.ranges);
  const first = ranges.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const last = ranges.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY);
  return {
    blocks: rows.length === 0 ? [] : [timeLine(rowsOf(rows), { start: first, end: last, textOf })],
    shown: new Set(rows.map(({ mark }) => mark)),
    notes:
      rows.length === 0 ? [] : ['The line begins and ends with the annotations: how long the series is, is not known.'],
  };
}

type Value = string | number;

function scaleOf(values: readonly Value[]) {
  if (values.every((value) => typeof value === 'number')) {
    return { positionOf: Number, textOf: (value: number) => String(Number(value.toPrecision(7))) };
  }
  const instantOf = (value: Value) => (typeof value === 'number' ? Number.NaN : Date.parse(value));
  if (values.every((value) => !Number.isNaN(instantOf(value)))) {
    return {
      positionOf: instantOf,
      textOf: (value: number) => new Date(value).toISOString().slice(0, 19).replace('T', ' '),
    };
  }
  const sorted = [...new Set(values.map(String))].sort();
  return {
    positionOf: (value: Value) => sorted.indexOf(String(value)),
    textOf: (value: number) => (Number.isInteger(value) ? (sorted[value] ?? '') : ''),
  };
}
