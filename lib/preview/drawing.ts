import type { Markup } from './markup.ts';

/** Pixels of the screen: every drawing is as wide. */
export const drawingWidth = 960;

/** A part of a drawing, as high as it says, from (0, 0). */
export type Panel = { readonly height: number; readonly body: Markup };

/** A part of a panel, in its pixels. */
export type PanelPlace = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Panels that are shown one at a time, each under its name. All are as high. */
export type Frames = {
  readonly height: number;
  readonly frames: readonly {
    readonly name: string;
    readonly body: Markup;
    /** The middle of a frame of a video, in seconds; where the label says the rate of its frames. */
    readonly seconds?: number;
  }[];
  /** Where the picture of each lies, of whose class `paper` the surface below it is; where its size is known. */
  readonly picture?: PanelPlace;
};

type Moving = { readonly frames: readonly { readonly seconds?: number }[]; readonly picture?: PanelPlace };

/** Whether a video can lie below the shapes of its frames and move with them. */
export const isMoving = (block: Moving | { readonly height: number }): boolean =>
  'frames' in block && block.picture !== undefined && block.frames.some(({ seconds }) => seconds !== undefined);

/** The video or audio of a unit, as an address that whoever shows the drawing may load. */
export type Recording = { readonly kind: 'video' | 'audio'; readonly address: string };

export type Block = Panel | Frames;

/** What is drawn of one unit: blocks from top to bottom. */
export type Drawing = {
  readonly title: string;
  /** What a reader must know to read it right. */
  readonly notes: readonly string[];
  readonly blocks: readonly Block[];
  readonly recording?: Recording;
};
