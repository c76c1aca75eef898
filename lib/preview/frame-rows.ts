import type { CountRange, Place } from '../label/label.ts';
import type { Mark } from './mark.ts';
import type { DrawnUnit } from './media.ts';
import type { Bar, Row } from './time-line.ts';
import { rowsOf } from './time-rows.ts';
import type { TrackMarks } from './track-marks.ts';

/** What stands at frames, as rows of a line of all frames, and which marks are in it. */
export function frameRows(
  unit: DrawnUnit,
  marks: readonly Mark[],
  tracks: readonly TrackMarks[],
): { readonly rows: Row[]; readonly shown: readonly Mark[] } {
  const placed = marks.flatMap((mark) => {
    const ranges = rangesOf(mark.at, unit);
    return ranges ? [{ mark, ranges }] : [];
  });
  const rows = rowsOf(placed).map((row) => ({ ...row, bars: merged(row.bars) }));
  const listed = tracks.map(({ track, category }): Row => {
    const name = `${category} ${track.id}`;
    const there = track.frames.map(
      ({ start, end }): Bar => ({ start, end, about: [name, `there in frames ${start} to ${end}`], isFaint: true }),
    );
    const own = rows.find((row) => row.name === name);
    return { name, category, bars: [...there, ...(own?.bars ?? [])] };
  });
  const names = new Set(listed.map(({ name }) => name));
  return { rows: [...listed, ...rows.filter(({ name }) => !names.has(name))], shown: placed.map(({ mark }) => mark) };
}

function rangesOf(at: Place, { framesPerSecond }: DrawnUnit): readonly CountRange[] | undefined {
  switch (at.kind) {
    case 'frame':
      return [{ start: at.frame, end: at.frame + 1 }];
    case 'frames':
      return at.ranges;
    case 'time':
      return framesPerSecond === undefined
        ? undefined
        : at.ranges.map(({ start, end }) => ({
            start: (start * framesPerSecond) / 1_000,
            end: (end * framesPerSecond) / 1_000,
          }));
    default:
      return undefined;
  }
}

/** Most that is said of one bar. */
const mostLines = 40;

/** Bars of frames that follow each other are one, which says what stands in each of them. */
function merged(bars: readonly Bar[]): Bar[] {
  const kept: { bar: Bar; end: number; readonly about: Set<string> }[] = [];
  for (const bar of bars.toSorted((one, other) => one.start - other.start)) {
    const last = kept.at(-1);
    if (last?.end !== bar.start || last.bar.text !== bar.text)
      kept.push({ bar, end: bar.end, about: new Set(bar.about) });
    else {
      last.end = bar.end;
      for (const line of bar.about) last.about.add(line);
    }
  }
  return kept.map(({ bar, end, about }) => ({ ...bar, end, about: atMost([...about]) }));
}

const atMost = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} lines more`];
