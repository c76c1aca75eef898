import { given } from '../contracts/given.ts';
import type { Block, Frames, PanelPlace, Recording } from './drawing.ts';
import { drawingWidth } from './drawing.ts';
import type { Group } from './html-page.ts';
import type { LabelChange } from './label-changes.ts';
import { svgElement } from './svg-file.ts';

/** An SVG as a text, `height` pixels high where it is 960 wide. */
export type SvgJson = { readonly svg: string; readonly height: number };

/** One SVG, or one for each frame, of which one is shown at a time. */
export type BlockJson = SvgJson | FramesJson;

export type FramesJson = {
  readonly frames: readonly (SvgJson & Omit<Frames['frames'][number], 'body'>)[];
  readonly picture?: PanelPlace;
};

export type GroupJson = {
  readonly title: string;
  /** Where two revisions are compared. */
  readonly changes?: readonly LabelChange[];
  readonly drawings: readonly {
    readonly title: string;
    readonly notes: readonly string[];
    readonly blocks: readonly BlockJson[];
    readonly recording?: Recording;
  }[];
};

/** Drawings for programs. Titles and notes hold what labels say, as it is; the SVGs are safe to parse. */
export const groupJson = ({ title, drawings, changes }: Group): GroupJson => ({
  title,
  ...given({ changes }),
  drawings: drawings.map((drawing) => ({
    title: drawing.title,
    notes: drawing.notes,
    blocks: drawing.blocks.map((block) => blockJson(block, drawing.title)),
    ...given({ recording: drawing.recording }),
  })),
});

function blockJson(block: Block, title: string): BlockJson {
  const { height } = block;
  if (!('frames' in block)) return { svg: svgText(block.body, height, title), height };
  return {
    frames: block.frames.map(({ name, body, ...moment }) => ({
      name,
      ...moment,
      svg: svgText(body, height, `${title}, ${name}`),
      height,
    })),
    ...given({ picture: block.picture }),
  };
}

const svgText = (body: Parameters<typeof svgElement>[1], height: number, title: string): string =>
  svgElement({ width: drawingWidth, height, title }, body).markup;
