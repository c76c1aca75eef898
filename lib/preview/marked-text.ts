import { colourOf } from './colour.ts';
import { type Mark, markName } from './mark.ts';
import { element, joined, type Markup } from './markup.ts';
import { type TextLine, textLines } from './text-lines.ts';
import { columnsOf, shortened } from './words.ts';

/** What is marked of a text, in UTF-16 units. */
export type Span = { readonly mark: Mark; readonly start: number; readonly end: number };

type MarkedText = {
  readonly height: number;
  readonly body: Markup;
  /** Spans beyond the last line that is shown are not among them. */
  readonly shown: readonly Span[];
  readonly isCut: boolean;
};

const fontSize = 14;
const column = 8.4; // of a fixed-width font of 14 pixels
const lineHeight = 20;
const laneHeight = 14;
const mostLines = 600;

/** A text in lines of a fixed-width font, what is marked on its colour, with the class below its first line. */
export function markedText(
  text: string,
  spans: readonly Span[],
  { left, width }: { left: number; width: number },
): MarkedText {
  const all = textLines(text, Math.floor(width / column));
  const lines = all.slice(0, mostLines);
  const parts: Markup[] = [];
  let top = 0;
  for (const line of lines) {
    const drawn = drawLine(text, line, spansIn(line, spans, line === all.at(-1)), { left, top });
    parts.push(drawn.body);
    top += drawn.height;
  }
  const end = lines.at(-1)?.end ?? 0;
  const isCut = all.length > mostLines;
  return { height: top, body: joined(parts), isCut, shown: isCut ? spans.filter(({ start }) => start < end) : spans };
}

/** A span without length lies in the line in which its place is; one at the end of the text, in the last line. */
const spansIn = ({ start, end }: TextLine, spans: readonly Span[], isLast: boolean): Span[] =>
  spans.filter(
    (span) =>
      (span.start < end && span.end > start) ||
      (span.start === span.end && span.start >= start && span.start <= end) ||
      (isLast && span.start >= end),
  );

type Place = { readonly left: number; readonly top: number };

function drawLine(text: string, line: TextLine, spans: readonly Span[], { left, top }: Place) {
  const x = (offset: number) => left + column * columnsOf(text.slice(line.start, offset));
  const ends: number[] = [];
  const marked = spans.map((span) => {
    const [from, to] = [x(Math.max(span.start, line.start)), x(Math.min(span.end, line.end))];
    const beginsHere = span.start >= line.start;
    const name = beginsHere ? shortened(markName(span.mark), 24) : '';
    const free = ends.findIndex((end) => end <= from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = Math.max(to, from + columnsOf(name) * 6.2) + 6;
    return spanMarkup(span.mark, name, { from, to: Math.max(to, from + 2), top, lane });
  });
  const words = cutAt(line, spans).map(({ start, end }) =>
    wordsMarkup(text.slice(start, end), { left: x(start), top }),
  );
  return { height: lineHeight + ends.length * laneHeight, body: joined([...marked, ...words]) };
}

type Stretch = { readonly from: number; readonly to: number; readonly top: number; readonly lane: number };

function spanMarkup(mark: Mark, name: string, { from, to, top, lane }: Stretch): Markup {
  const colour = colourOf(mark.category);
  const under = top + lineHeight + lane * laneHeight;
  return element(
    'g',
    { class: 'mark' },
    element('title', {}, mark.about.join('\n')),
    element('rect', {
      x: from,
      y: top + 2,
      width: to - from,
      height: lineHeight - 3,
      fill: colour,
      'fill-opacity': 0.22,
    }),
    element('rect', { x: from, y: under, width: to - from, height: 2.5, fill: colour }),
    name === '' ? undefined : element('text', { x: from, y: under + 11, 'font-size': 10, fill: colour }, name),
  );
}

/** The stretches of a line between the ends of its spans: each is placed by itself, so that letters and marks agree. */
function cutAt({ start, end }: TextLine, spans: readonly Span[]): TextLine[] {
  const inside = spans.flatMap((span) => [span.start, span.end]).filter((offset) => offset > start && offset < end);
  const cuts = [...new Set([start, ...inside, end])].sort((one, other) => one - other);
  return cuts.slice(1).map((cut, index) => ({ start: cuts[index] ?? start, end: cut }));
}

/**
 * In the order of the text, also of writing that runs from right to left, so that a mark lies where its characters are.
 */
const wordsMarkup = (words: string, { left, top }: Place): Markup =>
  words.trim() === ''
    ? joined([])
    : element(
        'text',
        {
          x: left,
          y: top + 15,
          textLength: columnsOf(words) * column,
          lengthAdjust: 'spacingAndGlyphs',
          'font-family': 'ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace',
          'font-size': fontSize,
          'unicode-bidi': 'bidi-override',
          direction: 'ltr',
          'xml:space': 'preserve',
        },
        words.replaceAll('\t', ' '),
      );
