import type * as z from 'zod/mini';
import type { Category, Label, Shape, ShapeKind } from '../label/label.ts';
import { withoutFalseNegatives } from './false-negatives.ts';
import { type Holdings, type Holds, type LabelOf, narrow, type Omission } from './holdings.ts';
import { unitPaths } from './unit-path.ts';

export {
  type AnnotationOf,
  everything,
  type Holdings,
  type Holds,
  type LabelOf,
  type Omission,
  type OmissionCode,
} from './holdings.ts';

export type FormatFile = {
  /** Below the format's tree of one project: `labels/street/1.txt`. Made of `context.paths` or `context.labelName`; never starts with `/`. */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /**
   * `unit`: named after a data unit; when another label has the name, this one gets a name that holds its own id too.
   * `label`: named after the label. `dataset`: one for the whole project, a function of the class map alone.
   */
  readonly namedAfter: 'unit' | 'label' | 'dataset';
  /** The unit of which the file says that nothing is in it. The file goes where the label marks something in that unit. */
  readonly emptyUnit?: string | undefined;
};

export type Written = { readonly files: readonly FormatFile[]; readonly omitted: readonly Omission[] };

/** What is known of a class: its number, from 0, the same for all labels of the project, for ever; the rest as the label's own category has it. */
export type ClassFacts = Omit<Category, 'kind'> & { readonly number: number };

export type FormatContext = {
  /** Of an object category of the label. */
  classOf(category: string): ClassFacts;
  /** The label's id in a form that is safe in a file name. */
  readonly labelName: string;
  /**
   * Unit id → its path without an ending, `street/1`, of which the names of all its files are made. Decided before `write`:
   * whoever gathers several labels gives paths that no two units share. A name INSIDE a file is that of the picture.
   */
  readonly paths: ReadonlyMap<string, string>;
  /** The platform's own document, cleaned of signed URLs and e-mail addresses; undefined where no format of the route reads it. */
  readonly document: unknown;
};

export type GivenContext = Pick<FormatContext, 'labelName' | 'document'> & {
  /** Object category name → its number. Holds every object category of the label. */
  readonly classes: ReadonlyMap<string, number>;
  /** Without, the units of the label have their own. */
  readonly paths?: FormatContext['paths'];
};

/** An object as a file of the format has it: what a preview draws, and what tests compare with the label. */
export type ReadObject = {
  /** The path of its unit without an ending, as in `context.paths`. */
  readonly unit: string;
  readonly category: string;
  /** Pixels, as in the canonical label; absent where the file says only that the unit is of this class. */
  readonly shape?: Shape | undefined;
};

export type ReadFacts = {
  /** `classes[n]` is the name of class n. */
  readonly classes: readonly string[];
  /** Of the picture of a unit, by the unit's path: some files do not say it. */
  sizeOf(unit: string): { readonly width: number; readonly height: number } | undefined;
};

export type FormatDefinition<Id extends string, Kind extends ShapeKind, Options extends z.ZodMiniObject> = {
  readonly id: Id;
  readonly title: string;
  /** Where the format is specified: a URL, or a file of this project for our own. */
  readonly specification: string;
  /** Where its tree begins; `exports/<id>` unless said otherwise. */
  readonly root?: string;
  /** `false` where `write` does not look at `context.document`, which then need not be kept for it. */
  readonly readsDocument?: boolean;
  /**
   * `false` where one label cannot tell what its files must be: several files a unit that name each other, a file a frame,
   * numbers that depend on other labels. Such a format is written by `labelwire convert` alone, and no route takes it.
   */
  readonly live?: boolean | ((options: z.output<Options>) => boolean);
  /** Strict: an unknown key is an error of the configuration. Every option has a default. */
  readonly Options: Options;
  /**
   * Options that property tests and the table of formats run with, besides the defaults: each value that changes what is
   * written or held is in one of them.
   */
  readonly cases?: readonly z.input<Options>[];
  /**
   * The word for options that make a tree of its own, `exports/<id>-<word>`; undefined for those of `exports/<id>`. Files of
   * two conventions never lie under one key: whoever changes such an option begins a new tree, and a route may have both.
   */
  readonly variant?: (options: z.output<Options>) => string | undefined;
  /** What the format can represent, with these options where it depends on them. Write it after `Options`, by which they are typed. */
  readonly holds: Holds<Kind> | ((options: z.output<Options>) => Holds<Kind>);
  /** Pure and deterministic: equal input, equal bytes. Whatever it leaves out is in `omitted`. */
  write(label: LabelOf<Kind>, options: z.output<Options>, context: FormatContext): Written;
  /** The files that make the labels of a project one data set, where the format has such files. `classes[n]` is the name of class n. */
  collect?(classes: readonly string[], options: z.output<Options>): readonly FormatFile[];
  /** Reads one file of a unit back, as a trainer would. Throws a SyntaxError that says where the file is not one of the format. */
  read?(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts, options: z.output<Options>): readonly ReadObject[];
};

export type Format<Id extends string = string, Options extends z.ZodMiniObject = z.ZodMiniObject> = {
  readonly id: Id;
  readonly title: string;
  readonly specification: string;
  /** Where its tree begins with the default options. */
  readonly root: string;
  readonly readsDocument?: boolean;
  readonly Options: Options;
  /** What `Options` takes, the defaults first. */
  readonly cases: readonly unknown[];
  /** Of the tree that these options make: `yolo`, `yolo-boxes`. */
  nameOf(options: unknown): string;
  /** Where the tree of these options begins. */
  rootOf(options: unknown): string;
  holds(options: unknown): readonly Holdings[];
  isLive(options: unknown): boolean;
  /** `options` as `Options` parsed them. */
  write(label: Label, options: unknown, context: GivenContext): Written;
  collect(classes: readonly string[], options: unknown): readonly FormatFile[];
  /** Absent where nothing reads the format's files back. */
  read?(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts, options: unknown): readonly ReadObject[];
};

/** Hides a format's private types and puts the report of what it does not hold in front of its `write`. */
export function defineFormat<const Id extends string, const Kind extends ShapeKind, Options extends z.ZodMiniObject>(
  definition: FormatDefinition<Id, Kind, Options>,
): Format<Id, Options> {
  type Parsed = z.output<Options>;
  const { id, holds, variant, cases = [], root = `exports/${id}`, live = true } = definition;
  const ending = (options: unknown): string => {
    const word = variant?.(options as Parsed);
    return word === undefined ? '' : `-${word}`;
  };
  const holdings = (options: unknown): readonly Holdings<Kind>[] =>
    [typeof holds === 'function' ? holds(options as Parsed) : holds].flat();
  return {
    ...definition,
    root,
    cases: [{}, ...cases],
    nameOf: (options) => `${id}${ending(options)}`,
    rootOf: (options) => `${root}${ending(options)}`,
    holds: holdings,
    isLive: (options) => (typeof live === 'function' ? live(options as Parsed) : live),
    write(label, options, context) {
      const { held, omitted } = narrow(label, holdings(options));
      const { labelName, document, paths = unitPaths(held.units) } = context;
      const written = definition.write(held, options as Parsed, {
        classOf: classesOf(held, context),
        labelName,
        document,
        paths,
      });
      return withoutFalseNegatives(label, { files: written.files, omitted: [...omitted, ...written.omitted] });
    },
    collect: (classes, options) => definition.collect?.(classes, options as Parsed) ?? [],
  };
}

/** Looks at the class map only when a format asks for a class: files without class numbers do not depend on it. */
function classesOf({ categories }: Pick<Label, 'categories'>, context: GivenContext): FormatContext['classOf'] {
  let facts: Map<string, ClassFacts> | undefined;
  return (category) => {
    facts ??= new Map(
      categories
        .filter(({ kind }) => kind === 'object')
        .map(({ kind: _, ...own }) => [own.name, { ...own, number: numberOf(own.name, context) }]),
    );
    return facts.get(category) ?? { name: category, number: numberOf(category, context) };
  };
}

function numberOf(category: string, { classes }: GivenContext): number {
  const number = classes.get(category);
  if (number === undefined) throw new TypeError('The class map lacks an object category of the label.');
  return number;
}
