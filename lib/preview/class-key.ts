import { colourOf } from './colour.ts';
import { drawingWidth, type Panel } from './drawing.ts';
import type { Mark } from './mark.ts';
import { element, joined } from './markup.ts';
import { nameTag, tagWidth } from './tag.ts';

const rowHeight = 22;
const gap = 10;

/** Which colour is which class, and how many marks each has. */
export function classKey(marks: readonly Mark[]): Panel {
  let [x, y] = [0, 2];
  const counts = Map.groupBy(marks, ({ category }) => category);
  const parts = [...counts].map(([category, own]) => {
    const count = `× ${own.length}`;
    const width = tagWidth(category) + 8 * count.length + gap;
    if (x > 0 && x + width > drawingWidth) [x, y] = [0, y + rowHeight];
    const part = element(
      'g',
      {},
      nameTag(category, { left: x, bottom: y + 16, colour: colourOf(category) }),
      element('text', { x: x + tagWidth(category) + 4, y: y + 12, 'font-size': 11, fill: '#57606a' }, count),
    );
    x += width;
    return part;
  });
  return { height: y + rowHeight, body: joined(parts) };
}
