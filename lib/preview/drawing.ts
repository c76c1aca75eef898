import type { Markup } from './markup.ts';

/** Pixels of the screen: every drawing is as wide. */
export const drawingWidth = 960;

/** A part of a drawing, as high as it says, from (0, 0). */
export type Panel = { readonly height: number; readonly body: Markup };

/** Panels that are shown one at a time, each under its name. All are as high. */
export type Frames = {
  readonly height: number;
  readonly frames: readonly { readonly name: string; readonly body: Markup }[];
};

export type Block = Panel | Frames;

/** What is drawn of one unit: blocks from top to bottom. */
export type Drawing = {
  readonly title: string;
  /** What a reader must know to read it right. */
  readonly notes: readonly string[];
  readonly blocks: readonly Block[];
};
