import type { Place, Shape, Track } from '../../../label/label.ts';
import type { FieldPath, Fields } from '../../kit/fields.ts';
import type { Degenerate } from '../../kit/kept-shape.ts';

/** One place of a region, with its shape there: a region of a video has one for each key frame. */
export type Placement = {
  readonly at: Place;
  readonly shape?: Shape | Degenerate;
  readonly keyFrame?: boolean;
  /** The key frame itself, which may have a confidence of its own. */
  readonly entry?: { readonly fields: Fields; readonly path: FieldPath };
};

/** A value that cannot be kept, and why: reported for the first annotation of the region. */
export type Note = { readonly path: FieldPath; readonly detail: string };

/** What a result draws or marks. */
export type Mark = {
  readonly placements: readonly Placement[];
  readonly track?: Pick<Track, 'frames' | 'interpolation'>;
  readonly notes?: readonly Note[];
};

export const marksNothing = (shape: Degenerate): Mark => ({ placements: [{ at: { kind: 'whole' }, shape }] });
