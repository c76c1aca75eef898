import { element, type Markup } from './markup.ts';
import { columnsOf, shortened } from './words.ts';

const mostColumns = 28;
const height = 15;
/** Pixels of one column of the font, about. */
const column = 6.6;

/** How wide a tag with a name is, in pixels. */
export const tagWidth = (name: string): number => columnsOf(shortened(name, mostColumns)) * column + 8;

/** The name of a class in white, on its colour. */
export const nameTag = (
  name: string,
  { left, bottom, colour }: { readonly left: number; readonly bottom: number; readonly colour: string },
): Markup =>
  element(
    'g',
    { 'font-size': 11 },
    element('rect', { x: left, y: bottom - height, width: tagWidth(name), height, fill: colour }),
    element('text', { x: left + 4, y: bottom - 4, fill: '#fff' }, shortened(name, mostColumns)),
  );
