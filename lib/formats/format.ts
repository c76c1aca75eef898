import type * as z from 'zod/mini';
import { given } from '../contracts/given.ts';
import type { Label, Place, Shape, ShapeKind, Unit, VolumeGeometry } from '../label/label.ts';
import type { Need } from '../label/need.ts';
import { withCountedFrames } from './counted-frames.ts';
import type { Piece, WholeFile } from './data-set.ts';
import { withoutFalseNegatives } from './false-negatives.ts';
import type { FlatValue } from './flat-attributes.ts';
import { type ClassFacts, type Holdings, type Holds, type LabelOf, narrow, type Omission } from './holdings.ts';
import { picturePath, unitPath, unitPaths } from './unit-path.ts';

export type { Piece, WholeFile, WholePart } from './data-set.ts';
export {
  type AnnotationOf,
  type ClassFacts,
  everything,
  type Holdings,
  type Holds,
  type LabelOf,
  type Omission,
  type OmissionCode,
  shapedObjects,
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
  /** Of a file of one frame of that unit: the frame, from 0. It goes where the label marks something in that frame. */
  readonly emptyFrame?: number | undefined;
};

export type Written = {
  readonly files: readonly FormatFile[];
  /** What the label adds to the files of `whole`, where `context.dataSet` is there. */
  readonly pieces?: readonly Piece[];
  readonly omitted: readonly Omission[];
};

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
  /**
   * Present where labels are gathered to a data set that has an end, by `labelwire convert` or in a release: the files of `whole` are then
   * made of the pieces of all labels, and a file that says nothing else need not be written.
   */
  readonly dataSet?: DataSetContext | undefined;
  /** The platform's own document, cleaned of signed URLs and e-mail addresses; undefined where no format of the route reads it. */
  readonly document: unknown;
};

export type DataSetContext = {
  /** Unit id → its split, a word such as `train`; undefined in a data set that has none. */
  splitOf(unit: string): string | undefined;
  /** Unit id → the path of its picture in the data set: the unit's name, but for a unit whose path is another's, too. */
  pictureOf(unit: string): string;
};

export type GivenContext = Pick<FormatContext, 'labelName' | 'document'> & {
  /** Object category name → its number. Holds every object category of the label. */
  readonly classes: ReadonlyMap<string, number>;
  /** Object category name → its keypoints in the data set, for a label whose ontology does not say them. */
  readonly skeletons?: ReadonlyMap<string, NonNullable<ClassFacts['skeleton']>>;
  /** Without, the units of the label have their own. */
  readonly paths?: FormatContext['paths'];
  /** Without `pictureOf`, a picture has the unit's own name where the unit has its own path. */
  readonly dataSet?: (Pick<DataSetContext, 'splitOf'> & Partial<DataSetContext>) | undefined;
};

/** What the files of a whole data set depend on, besides the pieces of its labels. */
export type DataSetFacts = {
  /** `classes[n]` is class n. */
  readonly classes: readonly ClassFacts[];
  /** Empty for a data set that has none. */
  readonly splits: readonly string[];
};

/** An object as a file of the format has it: what a preview draws, and what tests compare with the label. */
export type ReadObject = {
  /** The path of its unit without an ending, as in `context.paths`. */
  readonly unit: string;
  /** Its class; in a file that names speakers instead, its speaker; of an answer, the question. */
  readonly category: string;
  /** Of an answer to a question; absent for an object. */
  readonly categoryKind?: 'classification';
  /** Counted as in the canonical label; absent where the file says it of the whole unit. */
  readonly at?: Place | undefined;
  /** Which thing of its unit it is, where the file has several objects of one thing. */
  readonly track?: string | undefined;
  /** Pixels, as in the canonical label; absent where the file says only that the unit is of this class. */
  readonly shape?: Shape | undefined;
  /** By the names of their questions, as `flatAttributes` has them. */
  readonly answers?: Readonly<Record<string, FlatValue>>;
};

/** What a file says of a unit beside its objects. A text, and messages, are those that the places of its objects count. */
export type ReadUnit = Partial<Pick<Unit, 'width' | 'height' | 'frames' | 'framesPerSecond' | 'text' | 'messages'>>;

export type ReadFacts = {
  /** `classes[n]` is the name of class n. */
  readonly classes: readonly string[];
  /** Of the picture of a unit, by the unit's path: some files do not say it. */
  sizeOf(unit: string): { readonly width: number; readonly height: number } | undefined;
  /** Of the volume of a unit, where it is known: no file says how its platform shows and counts slices. */
  geometryOf?(unit: string): VolumeGeometry | undefined;
};

/** Reads the files of a format back. */
export type OwnReader<Options = unknown> = {
  /** Reads one file of a unit back, as a trainer would. Throws a SyntaxError that says where the file is not one of the format. */
  read(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts, options: Options): readonly ReadObject[];
  /** What the file says of its units beside their objects, by their paths: a preview need not be given it. Throws as `read` does. */
  readUnits?(file: Pick<FormatFile, 'path' | 'bytes'>, options: Options): ReadonlyMap<string, ReadUnit>;
  /** `false` for the path of a file that says of a unit nothing but what `readUnits` gives. */
  holdsObjects?(path: string): boolean;
};

export type FormatDefinition<Id extends string, Kind extends ShapeKind, Options extends z.ZodMiniObject> = {
  readonly id: Id;
  readonly title: string;
  /** Where the format is specified: a URL, or a file of this project for our own. */
  readonly specification: string;
  /**
   * Packages of PyPI, of other people, that `npm run conformance:formats` reads the format's files with and compares them with
   * the label. A name without such a reading fails there, so that with options that it does not run there is none.
   */
  readonly readers?: readonly string[] | ((options: z.output<Options>) => readonly string[]);
  /** Where its tree begins; `exports/<id>` unless said otherwise. */
  readonly root?: string;
  /** `false` where `write` does not look at `context.document`, which then need not be kept for it. */
  readonly readsDocument?: boolean;
  /**
   * What of a unit `write` cannot do without: a unit that lacks it is omitted, as `size-unknown`, `text-unknown` and so on. Where
   * the platform does not say it, it is read from the unit's files before `write` is called.
   */
  readonly needs?: readonly Need[] | ((options: z.output<Options>) => readonly Need[]);
  /**
   * `false` where one label cannot tell what its files must be: several files a unit that name each other, a file a frame,
   * numbers that depend on other labels. Such a format is written by `labelwire convert` and in releases, and no route takes it.
   */
  readonly live?: boolean | ((options: z.output<Options>) => boolean);
  /**
   * `false` where a unit's own file is of no use beside its picture: a row of a list of pictures, or one of many files of a unit.
   * Other formats are written with the layout `webdataset`, too.
   */
  readonly samples?: boolean | ((options: z.output<Options>) => boolean);
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
  /** The folder of the pictures of a split, below the format's tree, where what reads the format looks for them; `images` unless said otherwise. */
  readonly pictureFolder?: (split: string | undefined) => string;
  /** What the format can represent, with these options where it depends on them. Write it after `Options`, by which they are typed. */
  readonly holds: Holds<Kind> | ((options: z.output<Options>) => Holds<Kind>);
  /** Pure and deterministic: equal input, equal bytes. Whatever it leaves out is in `omitted`. */
  write(label: LabelOf<Kind>, options: z.output<Options>, context: FormatContext): Written;
  /**
   * The files that make labels one data set, where the format has such files: text, and streams of the `pieces` that
   * `write` brings. Their paths and streams depend on the splits and options alone. A file without a stream is written in
   * the tree of a route, too, with classes of which only names and numbers are known.
   */
  whole?(facts: DataSetFacts, options: z.output<Options>): readonly WholeFile[];
  /** Reads its files back, for previews and tests: an `import()` of a module of its folder, which no function loads. */
  ownReader?(): Promise<OwnReader<z.output<Options>>>;
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
  /** Below its tree; empty for the tree itself. */
  pictureFolder(split: string | undefined): string;
  holds(options: unknown): readonly Holdings[];
  isLive(options: unknown): boolean;
  needsOf(options: unknown): readonly Need[];
  /** Whether its files of one unit are of use beside the unit's picture. */
  hasSamples(options: unknown): boolean;
  readersOf(options: unknown): readonly string[];
  /** `options` as `Options` parsed them. */
  write(label: Label, options: unknown, context: GivenContext): Written;
  whole(facts: DataSetFacts, options: unknown): readonly WholeFile[];
  /** The files of `whole` that the names of the classes decide. `classes[n]` is the name of class n. */
  collect(classes: readonly string[], options: unknown): readonly FormatFile[];
  /** Undefined where nothing reads the format's files back. */
  readonly ownReader: (() => Promise<Required<OwnReader>>) | undefined;
};

/** Hides a format's private types and puts the report of what it does not hold in front of its `write`. */
export function defineFormat<const Id extends string, const Kind extends ShapeKind, Options extends z.ZodMiniObject>(
  definition: FormatDefinition<Id, Kind, Options>,
): Format<Id, Options> {
  type Parsed = z.output<Options>;
  const {
    id,
    holds,
    variant,
    readers = [],
    cases = [],
    root = `exports/${id}`,
    live = true,
    samples = true,
    needs = [],
    ownReader,
  } = definition;
  const ending = (options: unknown): string => {
    const word = variant?.(options as Parsed);
    return word === undefined ? '' : `-${word}`;
  };
  const holdings = (options: unknown): readonly Holdings<Kind>[] =>
    [typeof holds === 'function' ? holds(options as Parsed) : holds].flat();
  const needsOf = (options: unknown): readonly Need[] =>
    typeof needs === 'function' ? needs(options as Parsed) : needs;
  const whole: Format['whole'] = (facts, options) => definition.whole?.(facts, options as Parsed) ?? [];
  return {
    ...definition,
    root,
    cases: [{}, ...cases],
    nameOf: (options) => `${id}${ending(options)}`,
    rootOf: (options) => `${root}${ending(options)}`,
    pictureFolder: definition.pictureFolder ?? (() => 'images'),
    holds: holdings,
    readersOf: (options) => (typeof readers === 'function' ? readers(options as Parsed) : readers),
    isLive: (options) => (typeof live === 'function' ? live(options as Parsed) : live),
    needsOf,
    hasSamples: (options) => (typeof samples === 'function' ? samples(options as Parsed) : samples),
    write(label, options, context) {
      const { held: narrowed, omitted } = narrow(label, holdings(options));
      const held = needsOf(options).includes('frames')
        ? { ...narrowed, units: withCountedFrames(label, narrowed.units) }
        : narrowed;
      const { labelName, document, paths = unitPaths(held.units), dataSet } = context;
      const written = definition.write(held, options as Parsed, {
        classOf: classesOf(held, context),
        labelName,
        document,
        paths,
        dataSet: dataSet && { pictureOf: picturesOf(held.units, paths), ...dataSet },
      });
      return withoutFalseNegatives(label, { ...written, omitted: [...omitted, ...written.omitted] });
    },
    whole,
    ownReader: ownReader && (async () => ({ ...readsObjectsAlone, ...(await ownReader()) })),
    collect: (names, options) =>
      whole({ classes: names.map((name, number) => ({ name, number })), splits: [] }, options).flatMap(textFile),
  };
}

const readsObjectsAlone: Omit<Required<OwnReader>, 'read'> = {
  readUnits: () => new Map(),
  holdsObjects: () => true,
};

function textFile({ path, contentType, parts }: WholeFile): FormatFile[] {
  const texts = parts.flatMap((part) => ('text' in part ? [part.text] : []));
  if (texts.length < parts.length) return [];
  return [{ path, contentType, bytes: Buffer.from(texts.join('')), namedAfter: 'dataset' }];
}

const picturesOf = (units: Label['units'], paths: FormatContext['paths']): DataSetContext['pictureOf'] => {
  const unitOf = new Map(units.map((unit) => [unit.id, unit]));
  return (id) => {
    const unit = unitOf.get(id);
    if (!unit) throw new TypeError('A picture must be that of a unit of the label.');
    return paths.get(id) === unitPath(unit) ? unit.name : picturePath(unit, paths.get(id));
  };
};

/** Looks at the class map only when a format asks for a class: files without class numbers do not depend on it. */
function classesOf({ categories }: Pick<Label, 'categories'>, context: GivenContext): FormatContext['classOf'] {
  let facts: Map<string, ClassFacts> | undefined;
  return (category) => {
    facts ??= new Map(
      categories
        .filter(({ kind }) => kind === 'object')
        .map(({ kind: _, ...own }) => [
          own.name,
          given({ skeleton: context.skeletons?.get(own.name), ...own, number: numberOf(own.name, context) }),
        ]),
    );
    return facts.get(category) ?? { name: category, number: numberOf(category, context) };
  };
}

function numberOf(category: string, { classes }: GivenContext): number {
  const number = classes.get(category);
  if (number === undefined) throw new TypeError('The class map lacks an object category of the label.');
  return number;
}
