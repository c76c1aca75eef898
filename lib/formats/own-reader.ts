import type { Place, Shape, Unit, VolumeGeometry } from '../label/label.ts';
import type { FlatValue } from './flat-attributes.ts';
import type { FormatFile } from './written.ts';

/** An object as a file of the format has it: what a preview draws, and what tests compare with the label. */
export type ReadObject = {
  /** The path of its unit without an ending, as in `context.paths`. */
  readonly unit: string;
  /** Its class; in a file that names speakers instead, its speaker; of an answer, the question. */
  readonly category: string;
  /** Of an answer to a question; absent for an object. */
  readonly categoryKind?: 'classification';
  /** Counted as in the canonical label; absent where the file says it of the whole unit. */
  readonly at?: Place | undefined;
  /** Which thing of its unit it is, where the file has several objects of one thing. */
  readonly track?: string | undefined;
  /** Pixels, as in the canonical label; absent where the file says only that the unit is of this class. */
  readonly shape?: Shape | undefined;
  /** By the names of their questions, as `flatAttributes` has them. */
  readonly answers?: Readonly<Record<string, FlatValue>>;
};

/** What a file says of a unit beside its objects. A text, and messages, are those that the places of its objects count. */
export type ReadUnit = Partial<Pick<Unit, 'width' | 'height' | 'frames' | 'framesPerSecond' | 'text' | 'messages'>>;

export type ReadFacts = {
  /** `classes[n]` is the name of class n. */
  readonly classes: readonly string[];
  /** Of the picture of a unit, by the unit's path: some files do not say it. */
  sizeOf(unit: string): { readonly width: number; readonly height: number } | undefined;
  /** Of the volume of a unit, where it is known: no file says how its platform shows and counts slices. */
  geometryOf?(unit: string): VolumeGeometry | undefined;
};

/** Reads the files of a format back. */
export type OwnReader<Options = unknown> = {
  /** Reads one file of a unit back, as a trainer would. Throws a SyntaxError that says where the file is not one of the format. */
  read(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts, options: Options): readonly ReadObject[];
  /** What the file says of its units beside their objects, by their paths: a preview need not be given it. Throws as `read` does. */
  readUnits?(file: Pick<FormatFile, 'path' | 'bytes'>, options: Options): ReadonlyMap<string, ReadUnit>;
  /** `false` for the path of a file that says of a unit nothing but what `readUnits` gives. */
  holdsObjects?(path: string): boolean;
};

/** What a reader does that has `read` alone. */
export const readsObjectsAlone: Omit<Required<OwnReader>, 'read'> = {
  readUnits: () => new Map(),
  holdsObjects: () => true,
};
