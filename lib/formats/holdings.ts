import {
  type Annotation,
  type Category,
  categoryKindOf,
  type Label,
  type Media,
  mediaKinds,
  Place,
  type PlaceKind,
  type ShapeKind,
  type ShapeOf,
  shapeKinds,
  type Unit,
} from '../label/label.ts';

/** Why something of a label is not in a format's files. Stable: people count and filter by these codes. */
export type OmissionCode =
  | 'media-not-held'
  | 'coordinates-not-held'
  | 'place-not-held'
  | 'shape-not-held'
  | 'shapeless-object-not-held'
  | 'classification-not-held'
  | 'attributes-not-held'
  | 'relations-not-held'
  | 'track-not-held'
  | 'track-ranges-not-held'
  | 'keypoint-not-held'
  | 'rotation-not-held'
  | 'outline-not-held'
  | 'size-unknown'
  | 'frames-unknown'
  | 'rate-unknown'
  | 'duration-unknown'
  | 'shape-unknown'
  | 'holes-not-held'
  | 'overlap'
  | 'name-changed'
  | 'text-changed'
  | 'too-many-classes'
  | 'too-many-frames'
  | 'duplicate'
  | 'outside-image'
  | 'no-area'
  | 'no-length'
  | 'text-unknown'
  | 'author-unknown'
  | 'text-differs'
  | 'span-not-on-tokens'
  | 'ranges-not-held'
  | 'location-unknown'
  | 'geometry-unknown'
  | 'layout-unknown'
  | 'answer-not-held'
  | 'link-not-held'
  | 'unit-left-out'
  | 'frames-not-chosen'
  | 'frames-left-out';

export type Omission = {
  readonly code: OmissionCode;
  /** The unit, and the annotation unless the whole unit is meant. */
  readonly unit: string;
  readonly annotation?: string | undefined;
  /** What exactly, e.g. the shape's kind or the attribute's name. Never a person's answer. */
  readonly detail?: string | undefined;
};

type Coordinates = 'pixels' | NonNullable<Unit['coordinates']>;

/** What a format can represent of the units of some media. Anything else is reported as omitted before its `write` is called. */
export type Holdings<Kind extends ShapeKind = ShapeKind> = {
  readonly media: readonly Media[];
  /** What the coordinates of a unit may count. */
  readonly coordinates: readonly Coordinates[];
  /** What an annotation may name: parts of a unit, or `whole`. A format of what has a time alone does not hold the latter. */
  readonly places: readonly PlaceKind[];
  readonly shapes: readonly Kind[];
  /** Objects that their place alone describes: words, seconds of an audio. */
  readonly shapelessObjects: boolean;
  readonly classifications: boolean;
  readonly attributes: boolean;
  readonly relations: boolean;
  /** `ids`: which annotations are one thing; `ranges`: also in which frames it is there, and what is interpolated. */
  readonly tracks: 'none' | 'ids' | 'ranges';
};

/** Where it depends on the medium, several: the first that names a unit's medium counts for the unit. */
export type Holds<Kind extends ShapeKind = ShapeKind> = Holdings<Kind> | readonly Holdings<Kind>[];

export const everything: Holdings = {
  media: mediaKinds,
  coordinates: ['pixels', 'relative', 'points'],
  places: Place.def.options.map((option) => option.def.shape.kind.def.values[0] as PlaceKind),
  shapes: shapeKinds,
  shapelessObjects: true,
  classifications: true,
  attributes: true,
  relations: true,
  tracks: 'ranges',
};

/** What most formats of images hold, but for the shapes: objects that have one, and neither answers nor relations. */
export const shapedObjects = {
  media: ['image'],
  coordinates: ['pixels'],
  places: ['whole'],
  shapelessObjects: false,
  classifications: false,
  attributes: false,
  relations: false,
  tracks: 'none',
} as const satisfies Omit<Holdings, 'shapes'>;

/** An annotation as a format gets to see it: only shapes it declared. */
export type AnnotationOf<Kind extends ShapeKind> = Omit<Annotation, 'shape'> & {
  readonly shape?: ShapeOf<Kind> | undefined;
};
export type LabelOf<Kind extends ShapeKind> = Omit<Label, 'annotations'> & {
  readonly annotations: readonly AnnotationOf<Kind>[];
};

/** What is known of a class: its number, from 0, the same for all labels of the project, for ever; the rest as the label's own category has it. */
export type ClassFacts = Omit<Category, 'kind'> & { readonly number: number };

/** The label without what the format does not hold, and the report of that. */
export function narrow<Kind extends ShapeKind>(
  label: Label,
  rows: readonly Holdings<Kind>[],
): { held: LabelOf<Kind>; omitted: Omission[] } {
  const omitted: Omission[] = [];
  const holdingsOf = new Map<string, Holdings<Kind>>();
  const units = label.units.filter((unit) => {
    const holds = rows.find(({ media }) => media.includes(unit.media));
    const reason = holds
      ? againstCoordinates(unit, holds)
      : ({ code: 'media-not-held', detail: unit.media } satisfies Reason);
    if (reason) omitted.push({ ...reason, unit: unit.id });
    else if (holds) holdingsOf.set(unit.id, holds);
    return !reason;
  });
  const annotations: AnnotationOf<Kind>[] = [];
  for (const whole of label.annotations) {
    const holds = holdingsOf.get(whole.unit);
    if (!holds) continue; // reported with its unit
    const annotation = boxed(whole, holds);
    const omit = (reason: Reason) => omitted.push({ ...reason, unit: annotation.unit, annotation: annotation.id });
    const reason = againstAnnotation(annotation, holds);
    if (reason) omit(reason);
    else {
      annotations.push(annotation as AnnotationOf<Kind>);
      omitLosses(annotation, holds, omit);
      if (annotation !== whole) omit({ code: 'keypoint-not-held', detail: 'skeleton' });
    }
  }
  const tracks = (label.tracks ?? []).filter(({ unit }) => holdingsOf.has(unit));
  for (const { unit, interpolation } of tracks) {
    if (holdingsOf.get(unit)?.tracks !== 'ranges') {
      omitted.push({ code: 'track-ranges-not-held', unit, detail: interpolation });
    }
  }
  return { held: { ...label, units, annotations, ...(label.tracks ? { tracks } : {}) }, omitted };
}

/** A skeleton is its box in a format of boxes alone: without, the object would be missing where people look for boxes. */
function boxed(annotation: Annotation, { shapes }: Holdings): Annotation {
  const { shape } = annotation;
  const box =
    shape?.kind === 'skeleton' && !shapes.includes('skeleton') && shapes.includes('box') ? shape.box : undefined;
  return box ? { ...annotation, shape: { kind: 'box', ...box } } : annotation;
}

type Reason = Pick<Omission, 'code' | 'detail'>;

function againstCoordinates(unit: Unit, { shapes, coordinates }: Holdings): Reason | undefined {
  const counted: Coordinates = unit.coordinates ?? 'pixels';
  return shapes.length > 0 && !coordinates.includes(counted)
    ? { code: 'coordinates-not-held', detail: counted }
    : undefined;
}

function againstAnnotation(annotation: Annotation, holds: Holdings): Reason | undefined {
  const { at, shape, category } = annotation;
  const isClassification = categoryKindOf(annotation) === 'classification';
  if (isClassification && !holds.classifications) return { code: 'classification-not-held', detail: category };
  if (!holds.places.includes(at.kind)) return { code: 'place-not-held', detail: at.kind };
  if (shape && !holds.shapes.includes(shape.kind)) return { code: 'shape-not-held', detail: shape.kind };
  if (!shape && !isClassification && !holds.shapelessObjects) {
    return { code: 'shapeless-object-not-held', detail: at.kind };
  }
  return undefined;
}

/** What is lost of an annotation that is held. */
function omitLosses(
  { attributes, relations, track }: Annotation,
  holds: Holdings,
  omit: (reason: Reason) => void,
): void {
  if (attributes.length > 0 && !holds.attributes) omit({ code: 'attributes-not-held', detail: namesOf(attributes) });
  if (relations && relations.length > 0 && !holds.relations) {
    omit({ code: 'relations-not-held', detail: namesOf(relations) });
  }
  if (track !== undefined && holds.tracks === 'none') omit({ code: 'track-not-held' });
}

const namesOf = (named: readonly { readonly name?: string | undefined }[]): string =>
  named.map(({ name = 'without a name' }) => name).join(', ');
