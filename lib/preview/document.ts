import type { Place } from '../label/label.ts';
import type { Block } from './drawing.ts';
import type { Mark } from './mark.ts';
import { element } from './markup.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { drawPlanes } from './planes.ts';
import { drawText } from './text.ts';

const mostPages = 40;

/** The pages that have something on them, one below the other, and the text of the document where the label holds it. */
export function drawDocument(unit: DrawnUnit, marks: readonly Mark[], picture?: string): Drawn {
  const onPages = Map.groupBy(
    marks.filter(({ shape }) => shape),
    ({ at }) => pageOf(at),
  );
  const numbers = [...onPages.keys()].sort((one, other) => one - other);
  const pages = numbers.slice(0, mostPages).map((page) => ({
    page,
    drawn: drawPlanes({ ...unit, ...sizeOf(unit, page) }, onPages.get(page) ?? [], picture),
  }));
  const text = unit.text === undefined ? undefined : drawText(unit, marks);
  return {
    blocks: [
      ...pages.flatMap(({ page, drawn }): Block[] => [pageHeading(page), ...drawn.blocks]),
      ...(text?.blocks ?? []),
    ],
    shown: new Set([...pages.flatMap(({ drawn }) => [...drawn.shown]), ...(text?.shown ?? [])]),
    notes: [
      ...new Set([...pages.flatMap(({ drawn }) => drawn.notes ?? []), ...(text?.notes ?? [])]),
      ...(numbers.length > mostPages
        ? [`${mostPages} of the ${numbers.length} pages that have shapes are drawn.`]
        : []),
    ],
  };
}

const pageOf = (at: Place): number => (at.kind === 'page' ? at.page : 0);

/** Sizes of pages count what the coordinates count. */
function sizeOf({ pageSizes = [], width, height }: DrawnUnit, page: number) {
  const own = pageSizes.find((size) => size.page === page);
  return own ? { width: own.width, height: own.height } : { width, height };
}

const pageHeading = (page: number): Block => ({
  height: 26,
  body: element('text', { x: 4, y: 18, fill: '#57606a' }, `page ${page}`),
});
