import { type Block, type Drawing, drawingWidth, type Frames, type Panel } from './drawing.ts';
import { element, joined, type Markup } from './markup.ts';
import { textLines } from './text-lines.ts';

const margin = 20;
const noteColumns = 130;
const sansSerif = 'system-ui, Segoe UI, Helvetica, Arial, sans-serif';

/** Pixels of the screen. */
export type SvgSheet = { readonly width: number; readonly height: number; readonly svg: Markup };

/** Drawings one below the other, as one SVG that stands by itself. */
export const svgFile = (drawings: readonly Drawing[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${svgSheet(drawings).svg.markup}\n`;

/** The same as part of a page. Frames, of which a page shows one at a time, lie side by side. */
export function svgSheet(drawings: readonly Drawing[]): SvgSheet {
  let top = margin;
  const parts = drawings.flatMap((drawing) =>
    panelsOf(drawing).map(({ height, body }) => {
      const part = element('g', { transform: `translate(${margin} ${top})` }, body);
      top += height + 8;
      return part;
    }),
  );
  const [width, height] = [drawingWidth + 2 * margin, top + margin];
  const paper = element('rect', { width, height, fill: '#fff' });
  const title = drawings.map((drawing) => drawing.title).join(', ');
  return { width, height, svg: svgElement({ width, height, title }, joined([paper, ...parts])) };
}

type Root = { readonly width: number; readonly height: number; readonly title: string };

/** What a program that reads the page aloud says of it is its title. */
export const svgElement = ({ width, height, title }: Root, content: Markup): Markup =>
  element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': title,
      'font-family': sansSerif,
      'font-size': 13,
      fill: '#1f2328',
    },
    content,
  );

const panelsOf = ({ title, notes, blocks }: Drawing): Panel[] => [
  { height: 22, body: element('text', { y: 16, 'font-size': 16, 'font-weight': 'bold' }, title) },
  ...notes.flatMap(notePanels),
  ...blocks.map(panelOf),
];

const notePanels = (note: string): Panel[] =>
  textLines(note, noteColumns).map(({ start, end }) => ({
    height: 12,
    body: element('text', { y: 10, fill: '#57606a' }, note.slice(start, end)),
  }));

const panelOf = (block: Block): Panel => ('frames' in block ? framesSideBySide(block) : block);

const columns = 3;

function framesSideBySide({ height, frames }: Frames): Panel {
  if (frames.length === 1) return { height: height + 20, body: captioned(frames[0], height) };
  const scale = 1 / columns - 0.01;
  const [across, down] = [drawingWidth / columns, height * scale + 24];
  const parts = frames.map((frame, index) =>
    element(
      'g',
      { transform: `translate(${(index % columns) * across} ${Math.floor(index / columns) * down})` },
      element(
        'svg',
        {
          viewBox: `0 0 ${drawingWidth} ${height}`,
          width: drawingWidth * scale,
          height: height * scale,
          role: 'img',
          'aria-label': frame.name,
        },
        frame.body,
      ),
      element('text', { y: height * scale + 14, 'font-size': 11 }, frame.name),
    ),
  );
  return { height: Math.ceil(frames.length / columns) * down, body: joined(parts) };
}

const captioned = (frame: Frames['frames'][number] | undefined, height: number): Markup =>
  joined(frame ? [frame.body, element('text', { y: height + 14, 'font-size': 11 }, frame.name)] : []);
