import type { AnnotationOf, Omission } from '../format.ts';
import type { BoxedKind } from '../upright-box.ts';

/** A label attribute of an image: its name, its value, and what is said of it. */
type Line = {
  readonly attribute: string;
  readonly value: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly isEmpty: boolean;
};

/** What one task says of an image; no line where it says nothing. */
export type Marks = {
  readonly line?: Line | undefined;
  readonly omitted: readonly Omission[];
};

export type Drawn = AnnotationOf<BoxedKind>;
