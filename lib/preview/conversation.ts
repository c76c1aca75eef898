import type { Unit } from '../label/label.ts';
import { colourOf } from './colour.ts';
import { drawingWidth, type Panel } from './drawing.ts';
import type { Mark } from './mark.ts';
import { markedText, type Span } from './marked-text.ts';
import { element, joined } from './markup.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { nameTag, tagWidth } from './tag.ts';
import { shortened } from './words.ts';

type Message = NonNullable<Unit['messages']>[number];

const margin = 12;
const authorHeight = 24;

/** The messages in their order, with what is marked in each; a mark of a whole message is a tag beside its author. */
export function drawConversation({ messages = [] }: DrawnUnit, marks: readonly Mark[]): Drawn {
  const shown = new Set<Mark>();
  let isCut = false;
  const blocks = messages.map((message) => {
    const drawn = drawMessage(message, marks);
    for (const mark of drawn.shown) shown.add(mark);
    isCut ||= drawn.isCut;
    return drawn.panel;
  });
  return {
    blocks,
    shown,
    notes: [
      ...(messages.length === 0 ? ['The label does not hold the messages: its annotations are listed.'] : []),
      ...(isCut ? ['Of long messages, only the beginning is shown.'] : []),
    ],
  };
}

function drawMessage({ id, author = 'without an author', text }: Message, marks: readonly Mark[]) {
  const parts = marks.flatMap((mark) =>
    mark.at.kind === 'message'
      ? mark.at.parts.filter(({ message }) => message === id).map((part) => ({ mark, part }))
      : [],
  );
  const isWhole = ({ part }: (typeof parts)[number]) =>
    text === undefined || (part.start === undefined && part.end === undefined);
  const whole = parts.filter(isWhole);
  const spans = parts
    .filter((each) => !isWhole(each))
    .map(({ mark, part }): Span => ({ mark, start: part.start ?? 0, end: part.end ?? text?.length ?? 0 }));
  const words = markedText(text ?? '', spans, { left: 2 * margin, width: drawingWidth - 4 * margin });
  const height = authorHeight + words.height + 2 * margin;
  let left = 220;
  const tags = whole.map(({ mark }) => {
    const tag = nameTag(mark.category, { left, bottom: margin + 18, colour: colourOf(mark.category) });
    left += tagWidth(mark.category) + 6;
    return element('g', { class: 'mark' }, element('title', {}, mark.about.join('\n')), tag);
  });
  const body = joined([
    element('rect', { width: drawingWidth, height, fill: '#fff' }),
    element('rect', { x: margin, y: 4, width: drawingWidth - 2 * margin, height: height - 8, rx: 8, fill: '#f4f6f8' }),
    element(
      'text',
      { x: 2 * margin, y: margin + 14, fill: '#57606a' },
      shortened(author, 26),
      element('title', {}, id),
    ),
    ...tags,
    element('g', { transform: `translate(0 ${authorHeight + margin})` }, words.body),
  ]);
  const panel: Panel = { height, body };
  return { panel, isCut: words.isCut, shown: [...whole, ...words.shown].map(({ mark }) => mark) };
}
