import type { Piece } from './data-set.ts';
import type { Omission } from './holdings.ts';

export type FormatFile = {
  /** Below the format's tree of one project: `labels/street/1.txt`. Made of `context.paths` or `context.labelName`; never starts with `/`. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /**
   * `unit`: named after a data unit; when another label has the name, this one gets a name that holds its own id too.
   * `label`: named after the label. `dataset`: one for the whole project, a function of the class map alone.
   */
  readonly namedAfter: 'unit' | 'label' | 'dataset';
  /** The unit of which the file says that nothing is in it. The file goes where the label marks something in that unit. */
  readonly emptyUnit?: string | undefined;
  /** Of a file of one frame of that unit: the frame, from 0. It goes where the label marks something in that frame. */
  readonly emptyFrame?: number | undefined;
};

export type Written = {
  readonly files: readonly FormatFile[];
  /** What the label adds to the files of `whole`, where `context.dataSet` is there. */
  readonly pieces?: readonly Piece[];
  readonly omitted: readonly Omission[];
};
