import {
  type Annotation,
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
  | 'size-unknown'
  | 'outside-image'
  | 'no-area'
  | 'unit-left-out';

export type Omission = {
  readonly code: OmissionCode;
  /** The unit, and the annotation unless the whole unit is meant. */
  readonly unit: string;
  readonly annotation?: string | undefined;
  /** What exactly, e.g. the shape's kind or the attribute's name. Never a person's answer. */
  readonly detail?: string | undefined;
};

type Coordinates = 'pixels' | NonNullable<Unit['coordinates']>;

/** What a format can represent of a label. Anything else is reported as omitted before its `write` is called. */
export type Holdings<Kind extends ShapeKind = ShapeKind> = {
  readonly media: readonly Media[];
  /** What the coordinates of a unit may count. */
  readonly coordinates: readonly Coordinates[];
  /** The parts of a unit that an annotation may name; the whole of it goes without saying. */
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

/** An annotation as a format gets to see it: only shapes it declared. */
export type AnnotationOf<Kind extends ShapeKind> = Omit<Annotation, 'shape'> & {
  readonly shape?: ShapeOf<Kind> | undefined;
};
export type LabelOf<Kind extends ShapeKind> = Omit<Label, 'annotations'> & {
  readonly annotations: readonly AnnotationOf<Kind>[];
};

/** The label without what the format does not hold, and the report of that. */
export function narrow<Kind extends ShapeKind>(
  label: Label,
  holds: Holdings<Kind>,
): { held: LabelOf<Kind>; omitted: Omission[] } {
  const omitted: Omission[] = [];
  const units = label.units.filter((unit) => {
    const reason = againstUnit(unit, holds);
    if (reason) omitted.push({ ...reason, unit: unit.id });
    return !reason;
  });
  const unitIds = new Set(units.map((unit) => unit.id));
  const annotations: AnnotationOf<Kind>[] = [];
  for (const whole of label.annotations) {
    const annotation = boxed(whole, holds);
    const where = { unit: annotation.unit, annotation: annotation.id };
    if (!unitIds.has(annotation.unit)) continue; // reported with its unit
    const reason = againstAnnotation(annotation, holds);
    if (reason) omitted.push({ ...reason, ...where });
    else {
      annotations.push(annotation as AnnotationOf<Kind>);
      omitted.push(...lossesOf(annotation, holds).map((loss) => ({ ...loss, ...where })));
      if (annotation !== whole) omitted.push({ code: 'keypoint-not-held', detail: 'skeleton', ...where });
    }
  }
  const ranges = (label.tracks ?? []).filter(({ unit }) => unitIds.has(unit));
  if (holds.tracks !== 'ranges') {
    omitted.push(
      ...ranges.map(
        ({ unit, interpolation }): Omission => ({ code: 'track-ranges-not-held', unit, detail: interpolation }),
      ),
    );
  }
  return { held: { ...label, units, annotations, ...(label.tracks ? { tracks: ranges } : {}) }, omitted };
}

/** A skeleton is its box in a format of boxes alone: without, the object would be missing where people look for boxes. */
function boxed(annotation: Annotation, { shapes }: Holdings): Annotation {
  const { shape } = annotation;
  const box =
    shape?.kind === 'skeleton' && !shapes.includes('skeleton') && shapes.includes('box') ? shape.box : undefined;
  return box ? { ...annotation, shape: { kind: 'box', ...box } } : annotation;
}

type Reason = Pick<Omission, 'code' | 'detail'>;

function againstUnit(unit: Unit, holds: Holdings): Reason | undefined {
  const { media } = unit;
  const coordinates: Coordinates = unit.coordinates ?? 'pixels';
  if (!holds.media.includes(media)) return { code: 'media-not-held', detail: media };
  if (holds.shapes.length > 0 && !holds.coordinates.includes(coordinates)) {
    return { code: 'coordinates-not-held', detail: coordinates };
  }
  return undefined;
}

function againstAnnotation(annotation: Annotation, holds: Holdings): Reason | undefined {
  const { at, shape, category } = annotation;
  const isClassification = categoryKindOf(annotation) === 'classification';
  if (isClassification && !holds.classifications) return { code: 'classification-not-held', detail: category };
  if (at.kind !== 'whole' && !holds.places.includes(at.kind)) return { code: 'place-not-held', detail: at.kind };
  if (shape && !holds.shapes.includes(shape.kind)) return { code: 'shape-not-held', detail: shape.kind };
  if (!shape && !isClassification && !holds.shapelessObjects) {
    return { code: 'shapeless-object-not-held', detail: at.kind };
  }
  return undefined;
}

/** What is lost of an annotation that is held. */
function lossesOf({ attributes, relations = [], track }: Annotation, holds: Holdings): Reason[] {
  const names = (named: readonly { readonly name?: string | undefined }[]) =>
    named.map(({ name = 'without a name' }) => name).join(', ');
  return [
    ...(attributes.length > 0 && !holds.attributes
      ? [{ code: 'attributes-not-held', detail: names(attributes) } as const]
      : []),
    ...(relations.length > 0 && !holds.relations
      ? [{ code: 'relations-not-held', detail: names(relations) } as const]
      : []),
    ...(track !== undefined && holds.tracks === 'none' ? [{ code: 'track-not-held' } as const] : []),
  ];
}
