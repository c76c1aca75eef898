import { around } from '../formats/visible-parts.ts';
import type { Bounds } from '../label/geometry.ts';
import type { Position } from '../label/label.ts';
import { colourOf } from './colour.ts';
import { drawingWidth, type PanelPlace } from './drawing.ts';
import { type Mark, markName, type Standing } from './mark.ts';
import { element, joined, type Markup } from './markup.ts';
import { boundsOf, moved, type Outline } from './outline.ts';
import { outlineMarkup } from './outline-markup.ts';
import { outlineOf } from './shape-outline.ts';
import { nameTag } from './tag.ts';

/** A mark with what is drawn of it. */
export type Outlined = { readonly mark: Mark; readonly outline: Outline; readonly bounds: Bounds };

/** The marks that something can be drawn of. */
export const outlined = (marks: readonly Mark[]): Outlined[] =>
  marks.flatMap((mark) => {
    const outline = mark.shape ? outlineOf(mark.shape, mark.skeleton) : {};
    const bounds = boundsOf(outline);
    return bounds ? [{ mark, outline, bounds }] : [];
  });

/** A surface to draw on: of a picture of this size, or, where nobody knows it, as large as what is drawn. */
export type Stage = {
  /** The part that is shown, in the coordinates of the shapes. */
  readonly view: Bounds;
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Pixels of the screen for one unit of the coordinates. */
  readonly scale: number;
  readonly height: number;
};

const tallest = 720;
/** How far a view reaches beyond its picture, as a share of the picture, where annotations do. */
const mostBeyond = 0.2;
const margin = 0.05;

export function stageFor(size: Stage['size'], drawn: readonly Outlined[]): Stage {
  const view = size ? viewOfPicture(size, drawn) : viewOfShapes(drawn);
  const scale = Math.min(drawingWidth / view.width, tallest / view.height);
  return { view, size, scale, height: Math.ceil(view.height * scale) };
}

function viewOfPicture({ width, height }: NonNullable<Stage['size']>, drawn: readonly Outlined[]): Bounds {
  const picture = { x: 0, y: 0, width, height };
  const all = around([{ bounds: picture }, ...drawn]);
  const [left, top] = [Math.max(all.x, -mostBeyond * width), Math.max(all.y, -mostBeyond * height)];
  const right = Math.min(all.x + all.width, (1 + mostBeyond) * width);
  const bottom = Math.min(all.y + all.height, (1 + mostBeyond) * height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function viewOfShapes(drawn: readonly Outlined[]): Bounds {
  if (drawn.length === 0) return { x: 0, y: 0, width: 4, height: 1 };
  const { x, y, width, height } = around(drawn);
  const side = Math.max(width, height) || 1;
  const [across, down] = [Math.max(width, side / 4), Math.max(height, side / 4)];
  const [spareX, spareY] = [(across - width) / 2 + margin * side, (down - height) / 2 + margin * side];
  return { x: x - spareX, y: y - spareY, width: width + 2 * spareX, height: height + 2 * spareY };
}

/** Where the picture lies in the drawing; where its size is known. */
export const pictureOn = ({ view, size, scale }: Stage): PanelPlace | undefined =>
  size && {
    x: -view.x * scale,
    y: -view.y * scale,
    width: size.width * scale,
    height: size.height * scale,
  };

/** The empty surface, with the picture on it where there is one. `picture` is a data address. */
export function surface(stage: Stage, picture?: string): Markup {
  const { view, scale, height } = stage;
  const paper = element('rect', { class: 'paper', width: drawingWidth, height, fill: '#fff' });
  const place = pictureOn(stage);
  if (!place) return joined([paper, element('rect', { width: view.width * scale, height, fill: '#eef0f2' })]);
  return joined([
    paper,
    element('rect', { class: 'paper', ...place, fill: '#e4e7ea', stroke: '#8a9199' }),
    picture === undefined ? joined([]) : element('image', { ...place, href: picture, preserveAspectRatio: 'none' }),
  ]);
}

/** Large things first, so that the small ones within them can be pointed at. */
export function marksOn({ view, scale }: Stage, drawn: readonly Outlined[]): Markup {
  const place = ([x, y]: Position): Position => [(x - view.x) * scale, (y - view.y) * scale];
  const areaOf = ({ bounds: { width, height } }: Outlined) => width * height;
  const sorted = drawn.toSorted((one, other) => areaOf(other) - areaOf(one));
  return joined(
    sorted.map(({ mark, outline, bounds }) => {
      const colour = colourOf(mark.category);
      const [left, top] = place([Math.max(bounds.x, view.x), Math.max(bounds.y, view.y)]);
      const onScreen = moved(outline, place);
      const { halo, opacity } = looks[mark.standing ?? 'same'];
      return element(
        'g',
        { class: 'mark', opacity: mark.standing && opacity },
        element('title', {}, mark.about.join('\n')),
        halo === undefined ? undefined : outlineMarkup(onScreen, { colour: halo, isDashed: false, width: 8 }),
        outlineMarkup(onScreen, { colour, isDashed: mark.isBetween ?? false }),
        nameTag(markName(mark), { left, bottom: Math.max(top, 15), colour }),
      );
    }),
  );
}

/** What changed between two revisions stands out; what is the same steps back. */
const looks: Readonly<Record<Standing, { readonly halo?: string; readonly opacity?: number }>> = {
  added: { halo: '#2da44e' },
  removed: { halo: '#cf222e' },
  changed: { halo: '#d4a72c' },
  same: { opacity: 0.4 },
};
