import type * as z from 'zod/mini';
import type { Annotation, Label, Media, ShapeKind, ShapeOf } from '../label/label.ts';

/** Why something of a label is not in a format's files. Stable: people count and filter by these codes. */
export type OmissionCode =
  | 'media-not-held'
  | 'shape-not-held'
  | 'classification-not-held'
  | 'attributes-not-held'
  | 'rotation-not-held'
  | 'size-unknown'
  | 'outside-image'
  | 'no-area';

export type Omission = {
  readonly code: OmissionCode;
  /** The unit, and the annotation unless the whole unit is meant. */
  readonly unit: string;
  readonly annotation?: string | undefined;
  /** What exactly, e.g. the shape's kind or the attribute's name. Never a person's answer. */
  readonly detail?: string | undefined;
};

export type FormatFile = {
  /** Below the format's tree of one project: `labels/street/1.txt`. Made of `unitPath` or `context.labelName`; never starts with `/`. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /**
   * `unit`: named after a data unit; when another label has the name, this one gets a name that holds its own id too.
   * `label`: named after the label. `dataset`: one for the whole project, a function of the class map alone.
   */
  readonly namedAfter: 'unit' | 'label' | 'dataset';
};

export type Written = { readonly files: readonly FormatFile[]; readonly omitted: readonly Omission[] };

export type FormatContext = {
  /** Object category name → its number, from 0, the same for all labels of the project, for ever. Holds every object category of the label. */
  readonly classes: ReadonlyMap<string, number>;
  /** The label's id in a form that is safe in a file name. */
  readonly labelName: string;
  /** The platform's own document, cleaned of signed URLs and e-mail addresses. */
  readonly document: unknown;
};

/** An annotation as a format gets to see it: only shapes it declared. */
export type AnnotationOf<Kind extends ShapeKind> = Omit<Annotation, 'shape'> & {
  readonly shape?: ShapeOf<Kind> | undefined;
};
export type LabelOf<Kind extends ShapeKind> = Omit<Label, 'annotations'> & {
  readonly annotations: readonly AnnotationOf<Kind>[];
};

export type FormatDefinition<Id extends string, Kind extends ShapeKind, Options extends z.ZodMiniObject> = {
  readonly id: Id;
  readonly title: string;
  /** Where the format is specified: a URL, or a file of this project for our own. */
  readonly specification: string;
  /** Where its tree begins; `exports/<id>` unless said otherwise. */
  readonly root?: string;
  readonly media: readonly Media[];
  readonly shapes: readonly Kind[];
  /** Whether it holds annotations without a shape, and the attributes of annotations. */
  readonly classifications: boolean;
  readonly attributes: boolean;
  /** Strict: an unknown key is an error of the configuration. Every option has a default. */
  readonly Options: Options;
  /** Pure and deterministic: equal input, equal bytes. Whatever it leaves out stands in `omitted`. */
  write(label: LabelOf<Kind>, options: z.output<Options>, context: FormatContext): Written;
  /** The files that make the labels of a project one data set, where the format has such files. `classes[n]` is the name of class n. */
  collect?(classes: readonly string[], options: z.output<Options>): readonly FormatFile[];
};

export type Format<Id extends string = string> = {
  readonly id: Id;
  readonly title: string;
  readonly specification: string;
  readonly root: string;
  readonly media: readonly Media[];
  readonly shapes: readonly ShapeKind[];
  readonly classifications: boolean;
  readonly attributes: boolean;
  readonly Options: z.ZodMiniObject;
  /** `options` as `Options` parsed them. */
  write(label: Label, options: unknown, context: FormatContext): Written;
  collect(classes: readonly string[], options: unknown): readonly FormatFile[];
};

/** Hides a format's private types and puts the report of what it does not hold in front of its `write`. */
export function defineFormat<const Id extends string, const Kind extends ShapeKind, Options extends z.ZodMiniObject>(
  definition: FormatDefinition<Id, Kind, Options>,
): Format<Id> {
  type Parsed = z.output<Options>;
  return {
    ...definition,
    root: definition.root ?? `exports/${definition.id}`,
    write(label, options, context) {
      const { held, omitted } = narrow(label, definition);
      const written = definition.write(held, options as Parsed, context);
      return { files: written.files, omitted: [...omitted, ...written.omitted] };
    },
    collect: (classes, options) => definition.collect?.(classes, options as Parsed) ?? [],
  };
}

type Holds<Kind extends ShapeKind> = Pick<
  FormatDefinition<string, Kind, z.ZodMiniObject>,
  'media' | 'shapes' | 'classifications' | 'attributes'
>;

function narrow<Kind extends ShapeKind>(
  label: Label,
  holds: Holds<Kind>,
): { held: LabelOf<Kind>; omitted: Omission[] } {
  const omitted: Omission[] = [];
  const isHeld = (annotation: Annotation): annotation is Annotation & AnnotationOf<Kind> =>
    annotation.shape ? (holds.shapes as readonly ShapeKind[]).includes(annotation.shape.kind) : holds.classifications;
  const units = label.units.filter((unit) => {
    const held = holds.media.includes(unit.media);
    if (!held) omitted.push({ code: 'media-not-held', unit: unit.id, detail: unit.media });
    return held;
  });
  const unitIds = new Set(units.map((unit) => unit.id));
  const annotations: AnnotationOf<Kind>[] = [];
  for (const annotation of label.annotations) {
    const where = { unit: annotation.unit, annotation: annotation.id };
    if (!unitIds.has(annotation.unit)) continue; // told with its unit
    if (!isHeld(annotation)) {
      omitted.push(
        annotation.shape
          ? { code: 'shape-not-held', ...where, detail: annotation.shape.kind }
          : { code: 'classification-not-held', ...where, detail: annotation.category },
      );
      continue;
    }
    if (annotation.attributes.length > 0 && !holds.attributes) {
      omitted.push({
        code: 'attributes-not-held',
        ...where,
        detail: annotation.attributes.map((attribute) => attribute.name).join(', '),
      });
    }
    annotations.push(annotation);
  }
  return { held: { ...label, units, annotations }, omitted };
}
