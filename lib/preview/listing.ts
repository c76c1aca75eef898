import { colourOf } from './colour.ts';
import { drawingWidth, type Panel } from './drawing.ts';
import { type Mark, markName } from './mark.ts';
import { element, joined } from './markup.ts';
import { nameTag } from './tag.ts';
import { textLines } from './text-lines.ts';

const left = 216;
const column = 7.4;
const lineHeight = 18;
/** Of the lines of one mark. */
const mostLines = 12;

/** What no picture shows, a mark below the other: answers about the whole, and places that cannot be drawn. */
export function listing(marks: readonly Mark[]): Panel {
  let top = 6;
  const rows = marks.map((mark) => {
    const [, ...said] = mark.about;
    const text = said.join('\n');
    const lines = textLines(text, Math.floor((drawingWidth - left) / column));
    const shown = lines.slice(0, mostLines);
    const body = element(
      'g',
      { class: 'mark', transform: `translate(0 ${top})` },
      element('title', {}, mark.about.join('\n')),
      nameTag(markName(mark), { left: 4, bottom: 17, colour: colourOf(mark.category) }),
      ...shown.map(({ start, end }, index) =>
        element(
          'text',
          { x: left, y: 14 + index * lineHeight },
          text.slice(start, end) + (isCut(lines, index) ? ' …' : ''),
        ),
      ),
    );
    top += Math.max(shown.length, 1) * lineHeight + 6;
    return body;
  });
  return { height: top, body: joined([element('rect', { width: drawingWidth, height: top, fill: '#fff' }), ...rows]) };
}

const isCut = (lines: readonly unknown[], index: number): boolean =>
  lines.length > mostLines && index === mostLines - 1;
