import type { Label } from '../../label/label.ts';
import type { Block, Drawing } from '../../preview/drawing.ts';
import { type Group, htmlPage } from '../../preview/html-page.ts';
import { drawLabel } from '../../preview/preview.ts';
import type { Release } from '../layout.ts';

/** A label with one unit alone, and where the unit is in the release. */
export type UnitToShow = { readonly label: Label; readonly path: string; readonly split?: string | undefined };

/** Of the markup of one unit: a browser shows a page of 24 of them at once. */
const largestDrawing = 512 * 1024;

/** `preview.html` of a release: some of its units as their labels have them, on grey, as a page without scripts or pictures. */
export function contactSheet(
  { release, images }: Pick<Release, 'release' | 'images'>,
  units: readonly UnitToShow[],
): string {
  const all = `${images.toLocaleString('en')} unit${images === 1 ? '' : 's'}`;
  const count = units.length < images ? `${units.length} of ${all}` : all;
  return htmlPage(`Release ${release}: ${count}`, units.map(groupOf));
}

const groupOf = ({ label, path, split }: UnitToShow): Group => ({
  title: split === undefined ? path : `${split}: ${path}`,
  drawings: drawLabel(label, () => undefined).map(bounded),
});

function bounded(drawing: Drawing): Drawing {
  const length = drawing.blocks.reduce((sum, block) => sum + lengthOf(block), 0);
  if (length <= largestDrawing) return drawing;
  const note = `The drawing has ${length.toLocaleString('en')} characters, more than this page shows of a unit.`;
  return { ...drawing, notes: [...drawing.notes, note], blocks: [] };
}

const lengthOf = (block: Block): number =>
  'frames' in block ? block.frames.reduce((sum, { body }) => sum + body.markup.length, 0) : block.body.markup.length;
