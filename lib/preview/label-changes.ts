import { isDeepStrictEqual } from 'node:util';
import { flatAttributes } from '../formats/flat-attributes.ts';
import type { Annotation, Label } from '../label/label.ts';
import { placeText } from './place-text.ts';
import { shapeText } from './shape-text.ts';

/** An annotation that one of two revisions has otherwise than the other, or alone. */
export type LabelChange = {
  /** Of the annotation, by which the two are compared. */
  readonly id: string;
  readonly unit: string;
  readonly category: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of one that changed, what was and what is: `class: car → van`. */
  readonly details: readonly string[];
};

/** Added and changed annotations in the order of `after`, then removed ones in that of `before`. */
export function labelChanges(before: Label, after: Label): LabelChange[] {
  const earlier = new Map(before.annotations.map((annotation) => [annotation.id, annotation]));
  const kept = new Set(after.annotations.map(({ id }) => id));
  const changes = after.annotations.flatMap((annotation): LabelChange[] => {
    const was = earlier.get(annotation.id);
    if (!was) return [changeOf(annotation, 'added')];
    const details = detailsOf(was, annotation);
    return details.length > 0 ? [changeOf(annotation, 'changed', details)] : [];
  });
  const removed = before.annotations.filter(({ id }) => !kept.has(id));
  return [...changes, ...removed.map((annotation) => changeOf(annotation, 'removed'))];
}

const signs = { added: '+', removed: '−', changed: '≠' } as const;

/** `≠ car, 4f3a: class: car → van; occluded: no → yes` */
export const labelChangeText = ({ id, category, change, details }: LabelChange): string =>
  `${signs[change]} ${category}, ${id}${details.length > 0 ? `: ${details.join('; ')}` : ` ${change}`}`;

const changeOf = (
  { id, unit, category }: Annotation,
  change: LabelChange['change'],
  details: readonly string[] = [],
): LabelChange => ({ id, unit, category, change, details });

function detailsOf(was: Annotation, is: Annotation): string[] {
  return [
    ...difference('class', was.category, is.category),
    ...difference('unit', was.unit, is.unit),
    ...difference('place', placeText(was.at), placeText(is.at), !isDeepStrictEqual(was.at, is.at)),
    ...difference('geometry', geometryOf(was), geometryOf(is), !isDeepStrictEqual(was.shape, is.shape)),
    ...attributeDifferences(was, is),
    ...(['track', 'relations', 'keyFrame', 'confidence', 'origin'] as const).flatMap((field) =>
      difference(field, textOf(was[field]), textOf(is[field])),
    ),
  ];
}

const geometryOf = ({ shape }: Annotation): string => (shape ? shapeText(shape) : none);
const none = '–';

function attributeDifferences(was: Annotation, is: Annotation): string[] {
  const [before, after] = [was, is].map(({ attributes }) => flatAttributes(attributes, {}));
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => difference(name, answerText(before?.[name]), answerText(after?.[name])));
}

const answerText = (answer: unknown): string => (answer === undefined ? none : [answer].flat().join(', '));

const textOf = (value: unknown): string =>
  value === undefined ? none : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Two that differ may have one text, such as polygons of as many positions. */
function difference(name: string, was: string, is: string, isOther = was !== is): string[] {
  if (!isOther) return [];
  return [was === is ? `${name}: ${is}, elsewhere than before` : `${name}: ${was} → ${is}`];
}
