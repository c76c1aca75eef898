import { flatAttributes } from '../flat-attributes.ts';
import type { AnnotationOf } from '../format.ts';
import type { DrawnKind } from './seam.ts';

/** As CVAT has an attribute: a name and a text. */
export type Answer = { readonly name: string; readonly value: string };

export const answersOf = ({
  attributes,
  track,
}: Pick<AnnotationOf<DrawnKind>, 'attributes' | 'track'>): readonly Answer[] =>
  Object.entries(flatAttributes(attributes, { track_id: track })).map(([name, value]) => ({
    name,
    value: typeof value === 'object' ? JSON.stringify(value) : String(value),
  }));
