import { drawingWidth } from './drawing.ts';
import type { Mark } from './mark.ts';
import { markedText, type Span } from './marked-text.ts';
import { element, joined } from './markup.ts';
import type { Drawn, DrawnUnit } from './media.ts';

const margin = 16;

/** The text of the unit with what is marked in it. Nothing where the platform does not send the text. */
export function drawText({ text }: DrawnUnit, marks: readonly Mark[]): Drawn {
  const spans = marks.flatMap((mark) => spansOf(mark));
  if (text === undefined) {
    return {
      blocks: [],
      shown: new Set(),
      notes: ['The label does not hold the text: its annotations are listed with what they quote of it.'],
    };
  }
  const { height, body, shown, isCut } = markedText(text, spans, { left: margin, width: drawingWidth - 2 * margin });
  const paper = element('rect', { width: drawingWidth, height: height + 2 * margin, fill: '#fff' });
  const moved = element('g', { transform: `translate(0 ${margin})` }, body);
  return {
    blocks: [{ height: height + 2 * margin, body: joined([paper, moved]) }],
    shown: new Set(shown.map(({ mark }) => mark)),
    notes: isCut ? ['Only the beginning of the text is shown.'] : [],
  };
}

function spansOf(mark: Mark): Span[] {
  const { at } = mark;
  if (at.kind === 'text') return at.ranges.map(({ start, end }) => ({ mark, start, end }));
  if (at.kind !== 'markup') return [];
  return at.ranges.flatMap(({ textRange }) => (textRange ? [{ mark, ...textRange }] : []));
}
