import { flatAttributes } from '../flat-attributes.ts';
import type { AnnotationOf } from '../format.ts';
import { legalText } from '../xml.ts';
import type { DrawnKind, Reason } from './seam.ts';

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

/** Of a shape of a track, which itself says which thing it is. */
export const ownAnswers = ({ attributes }: Pick<AnnotationOf<DrawnKind>, 'attributes'>) => answersOf({ attributes });

/** What XML does not take of a label's name and of its answers. */
export const changesIn = (
  { category }: Pick<AnnotationOf<DrawnKind>, 'category'>,
  answers: readonly Answer[],
): readonly Reason[] => [
  ...(isChanged(category) ? [{ code: 'name-changed', detail: 'label' } as const] : []),
  ...(answers.some(({ name, value }) => isChanged(name) || isChanged(value))
    ? [{ code: 'text-changed', detail: 'attributes' } as const]
    : []),
];

const isChanged = (text: string) => legalText(text) !== text;
