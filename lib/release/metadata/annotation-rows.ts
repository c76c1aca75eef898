import { type BoxedKind, boxedKinds, uprightBox } from '../../formats/upright-box.ts';
import { type Annotation, categoryKindOf, type Label, type Unit } from '../../label/label.ts';

/** A row of `annotations.parquet`: an annotation, or a unit in which nothing is. */
export type AnnotationRow = {
  /** Of the unit in the release: `images/street/1.jpg`. */
  readonly path: string;
  readonly split: string | null;
  readonly label: string;
  readonly unit: string;
  readonly media: string;
  /** Of the unit, in pixels. */
  readonly width: number | null;
  readonly height: number | null;
  /** From here on null where nothing is in the unit. */
  readonly annotation: string | null;
  /** `object` or `classification`. */
  readonly kind: string | null;
  readonly class: string | null;
  /** From 0; null for a classification. */
  readonly class_number: number | null;
  readonly track: string | null;
  /** The canonical label's `at`, as JSON. */
  readonly place: string | null;
  /** The kind of shape: `box`, `mask`; null for what has none. */
  readonly shape: string | null;
  /** The visible upright box around the shape, in pixels: left, top, width, height. Null for what is in no picture of known size. */
  readonly box_x: number | null;
  readonly box_y: number | null;
  readonly box_width: number | null;
  readonly box_height: number | null;
  /** The canonical label's `shape`, as JSON. */
  readonly geometry: string | null;
  readonly confidence: number | null;
  /** The canonical label's `attributes`, as JSON. */
  readonly attributes: string | null;
};

export type RowContext = {
  /** Unit id → where it is in the release. A unit that is not named is not in it. */
  readonly units: ReadonlyMap<string, { readonly path: string; readonly split?: string | undefined }>;
  /** Class name → its number in the release. */
  readonly classes: ReadonlyMap<string, number>;
};

/** The rows of one label, unit by unit. */
export function annotationRows(label: Label, { units, classes }: RowContext): readonly AnnotationRow[] {
  const annotations = Map.groupBy(label.annotations, ({ unit }) => unit);
  return label.units.flatMap((unit): readonly AnnotationRow[] => {
    const place = units.get(unit.id);
    if (!place) return [];
    const common = {
      ...{ path: place.path, split: place.split ?? null, label: label.source.label, unit: unit.id },
      ...{ media: unit.media, width: unit.width ?? null, height: unit.height ?? null },
    };
    const own = annotations.get(unit.id) ?? [];
    if (own.length === 0) return [{ ...common, ...nothing }];
    return own.map((annotation) => ({ ...common, ...cellsOf(annotation, unit, classes) }));
  });
}

const noBox = { box_x: null, box_y: null, box_width: null, box_height: null };

const nothing = {
  ...{ annotation: null, kind: null, class: null, class_number: null, track: null, place: null, shape: null },
  ...noBox,
  ...{ geometry: null, confidence: null, attributes: null },
};

function cellsOf(annotation: Annotation, unit: Unit, classes: RowContext['classes']) {
  const { id, category, track, at, shape, confidence, attributes } = annotation;
  const kind = categoryKindOf(annotation);
  return {
    annotation: id,
    kind,
    class: category,
    class_number: kind === 'object' ? (classes.get(category) ?? null) : null,
    track: track ?? null,
    place: JSON.stringify(at),
    shape: shape?.kind ?? null,
    ...boxOf(unit, shape),
    geometry: shape ? JSON.stringify(shape) : null,
    confidence: confidence ?? null,
    attributes: JSON.stringify(attributes),
  };
}

function boxOf({ coordinates, width, height }: Unit, shape: Annotation['shape']): typeof noBox | Box {
  if (!shape || !isBoxed(shape) || coordinates || width === undefined || height === undefined) return noBox;
  const { bounds } = uprightBox(shape, { width, height });
  if (!bounds) return noBox;
  return { box_x: bounds.x, box_y: bounds.y, box_width: bounds.width, box_height: bounds.height };
}

type Box = Readonly<Record<keyof typeof noBox, number>>;
type Shape = NonNullable<Annotation['shape']>;
const isBoxed = (shape: Shape): shape is Extract<Shape, { kind: BoxedKind }> =>
  (boxedKinds as readonly string[]).includes(shape.kind);
