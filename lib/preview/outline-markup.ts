import type { Position } from '../label/label.ts';
import { decimal, element, joined, type Markup } from './markup.ts';
import type { Outline } from './outline.ts';

type Style = {
  readonly colour: string;
  readonly isDashed: boolean;
  /** Of the lines, in pixels. */
  readonly width?: number;
};

const dashes = '6 4';

/** An outline in pixels of the screen. A hidden dot is hollow. */
export function outlineMarkup(
  { areas = [], lines = [], dots = [] }: Outline,
  { colour, isDashed, width = 2 }: Style,
): Markup {
  const stroke = { stroke: colour, 'stroke-width': width, 'stroke-linejoin': 'round' };
  return joined([
    // Each polygon has a path of its own: a hole is one of its own polygon, and where polygons overlap there is none.
    ...areas.map((rings) =>
      element('path', {
        d: rings.map((ring) => `${pathOf(ring)}Z`).join(''),
        fill: colour,
        'fill-opacity': 0.22,
        'fill-rule': 'evenodd',
        ...stroke,
        'stroke-dasharray': isDashed ? dashes : undefined,
      }),
    ),
    ...lines.map((line) =>
      element('path', {
        d: pathOf(line.positions),
        fill: 'none',
        ...stroke,
        'stroke-dasharray': isDashed || line.isDashed ? dashes : undefined,
      }),
    ),
    ...dots.map(({ at: [cx, cy], name, isHidden }) =>
      element(
        'circle',
        { cx, cy, r: 4, fill: isHidden ? '#fff' : colour, ...stroke },
        name === undefined ? undefined : element('title', {}, isHidden ? `${name}, hidden` : name),
      ),
    ),
  ]);
}

const pathOf = (positions: readonly Position[]): string =>
  `M${positions.map(([x, y]) => `${decimal(x)} ${decimal(y)}`).join('L')}`;
