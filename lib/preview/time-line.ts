import { colourOf } from './colour.ts';
import { drawingWidth, type Panel } from './drawing.ts';
import { element, joined, type Markup } from './markup.ts';
import { columnsOf, shortened } from './words.ts';

/** A stretch of a row; without length, it is an instant. */
export type Bar = {
  readonly start: number;
  readonly end: number;
  /** On hover, a line each. */
  readonly about: readonly string[];
  /** Written into the bar, as far as there is room. */
  readonly text?: string | undefined;
  /** Whether it says where something may be, and not an annotation. */
  readonly isFaint?: boolean;
};

/** Bars of one class under one name. Those that overlap lie below each other. */
export type Row = { readonly name: string; readonly category: string; readonly bars: readonly Bar[] };

type Axis = {
  readonly start: number;
  readonly end: number;
  /** Whether there is nothing between one whole value and the next, as between frames. */
  readonly isWhole?: boolean;
  textOf(value: number): string;
};

const nameWidth = 190;
/** In a wide font, they are as wide as the names may be. */
const nameColumns = 22;
const laneHeight = 20;
const axisHeight = 26;
const ticks = 6;
const barWidth = drawingWidth - nameWidth - 10;
/** A shorter bar could not be pointed at. */
const leastWidth = 3;

export function timeLine(rows: readonly Row[], axis: Axis): Panel {
  const x = (value: number) => nameWidth + (barWidth * (value - axis.start)) / (axis.end - axis.start || 1);
  const parts: Markup[] = [];
  let top = axisHeight;
  for (const row of rows) {
    const { lanes, count } = lanesOf(row.bars);
    const colour = colourOf(row.category);
    parts.push(
      element('line', { x1: 0, x2: drawingWidth, y1: top, y2: top, stroke: '#d0d4d9' }),
      element(
        'text',
        { x: 4, y: top + 14, 'font-size': 12 },
        shortened(row.name, nameColumns),
        element('title', {}, row.name),
      ),
      ...row.bars.map((bar, index) => barMarkup(bar, { x, top: top + 2 + (lanes[index] ?? 0) * laneHeight, colour })),
    );
    top += Math.max(count, 1) * laneHeight + 4;
  }
  const paper = element('rect', { width: drawingWidth, height: top, fill: '#fff' });
  return { height: top, body: joined([paper, axisMarkup(axis, x, top), ...parts]) };
}

/** The first lane that is free, for each bar in the order of their beginnings. */
function lanesOf(bars: readonly Bar[]): { readonly lanes: readonly number[]; readonly count: number } {
  const ends: number[] = [];
  const lanes: number[] = bars.map(() => 0);
  const byStart = [...bars.keys()].sort((one, other) => (bars[one]?.start ?? 0) - (bars[other]?.start ?? 0));
  for (const index of byStart) {
    const { start = 0, end = 0, isFaint = false } = bars[index] ?? {};
    if (isFaint) continue; // lies behind the others
    const free = ends.findIndex((last) => last <= start);
    lanes[index] = free < 0 ? ends.length : free;
    ends[lanes[index] ?? 0] = Math.max(end, start + Number.EPSILON);
  }
  return { lanes, count: ends.length };
}

type Place = { x(value: number): number; readonly top: number; readonly colour: string };

function barMarkup({ start, end, about, text = '', isFaint = false }: Bar, { x, top, colour }: Place): Markup {
  const [left, right] = [x(start), x(end)];
  const width = Math.max(right - left, leastWidth);
  const columns = Math.floor((width - 8) / 6.6);
  return element(
    'g',
    { class: 'mark' },
    element('title', {}, about.join('\n')),
    element('rect', {
      ...{ x: left, y: top, width, height: laneHeight - 4, fill: colour },
      'fill-opacity': isFaint ? 0.15 : 0.85,
    }),
    columns > 2 && columnsOf(text) > 0
      ? element('text', { x: left + 4, y: top + 12, fill: '#fff', 'font-size': 11 }, shortened(text, columns))
      : undefined,
  );
}

function axisMarkup(axis: Axis, x: (value: number) => number, bottom: number): Markup {
  const ends = ticksOf(axis);
  return joined(
    ends.map((value, index) => {
      const at = x(value);
      const anchor = index === 0 ? 'start' : index === ends.length - 1 ? 'end' : 'middle';
      return joined([
        element('line', { x1: at, x2: at, y1: axisHeight - 6, y2: bottom, stroke: '#e4e7ea' }),
        element('text', { x: at, y: 14, 'font-size': 11, fill: '#57606a', 'text-anchor': anchor }, axis.textOf(value)),
      ]);
    }),
  );
}

/** Each once, in their order. */
function ticksOf({ start, end, isWhole = false }: Axis): readonly number[] {
  const values = Array.from({ length: ticks + 1 }, (_, index) => start + ((end - start) * index) / ticks);
  return [...new Set(isWhole ? values.map(Math.round) : values)];
}
