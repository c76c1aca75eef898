import { flatAttributes } from '../formats/flat-attributes.ts';
import type { ReadObject } from '../formats/format.ts';
import { type Annotation, type Category, categoryKindOf, type Label, type Place, type Shape } from '../label/label.ts';
import { placeText } from './place-text.ts';
import { shapeText } from './shape-text.ts';

/** Something to draw: an annotation of a label, or an object as a file has it. */
export type Mark = {
  readonly category: string;
  readonly at: Place;
  readonly shape?: Shape | undefined;
  readonly track?: string | undefined;
  /** The keypoints of its category and the lines between them. */
  readonly skeleton?: Category['skeleton'];
  /** What is shown where somebody points at it, a line each. */
  readonly about: readonly string[];
  /** Its answers, as `question: answer`. */
  readonly answers: readonly string[];
  /** Whether no annotation says it: it lies between two of its track. */
  readonly isBetween?: boolean;
};

/** Of one unit of a label, in the order of its annotations. */
export function marksOfLabel({ annotations, categories }: Label, unit: string): Mark[] {
  const templates = new Map(
    categories.flatMap(({ kind, name, skeleton }) => (kind === 'object' && skeleton ? [[name, skeleton]] : [])),
  );
  return annotations
    .filter((annotation) => annotation.unit === unit)
    .map((annotation) => markOf(annotation, templates));
}

function markOf(annotation: Annotation, templates: ReadonlyMap<string, Category['skeleton']>): Mark {
  const { category, at, shape, track } = annotation;
  const answers = answersOf(annotation);
  const isObject = categoryKindOf(annotation) === 'object';
  return {
    category,
    at,
    shape,
    track,
    skeleton: isObject ? templates.get(category) : undefined,
    about: [category, ...detailsOf(annotation), ...answers],
    answers,
  };
}

function detailsOf(annotation: Annotation): string[] {
  const { id, keyFrame, confidence, origin, relations = [] } = annotation;
  return [
    `id ${id}`,
    ...shownDetails(annotation),
    ...(keyFrame === undefined ? [] : [keyFrame ? 'key frame' : 'filled in by a machine']),
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(origin === undefined ? [] : [`origin ${origin}`]),
    ...relations.map(({ name = 'relation', to, bothWays }) => `${name} ${bothWays ? '↔' : '→'} ${to}`),
  ];
}

const answersOf = ({ attributes }: Annotation): string[] =>
  Object.entries(flatAttributes(attributes, {})).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`);

/** Files do not say the ids of annotations. */
export const marksOfFile = (objects: readonly ReadObject[]): Mark[] =>
  objects.map(({ category, at = { kind: 'whole' }, track, shape }) => ({
    category,
    at,
    shape,
    track,
    about: [category, ...shownDetails({ at, track, shape })],
    answers: [],
  }));

/** Of what a label and a file say alike. */
const shownDetails = ({ track, at, shape }: Pick<Annotation, 'track' | 'at' | 'shape'>): string[] => [
  ...(track === undefined ? [] : [`track ${track}`]),
  ...(at.kind === 'whole' ? [] : [placeText(at)]),
  ...(shape ? [shapeText(shape)] : []),
];
