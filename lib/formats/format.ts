import type * as z from 'zod/mini';
import type { Label, ShapeKind } from '../label/label.ts';
import type { Need } from '../label/need.ts';
import { withCountedFrames } from './counted-frames.ts';
import type { WholeFile } from './data-set.ts';
import { withoutFalseNegatives } from './false-negatives.ts';
import { contextOf, type FormatContext, type GivenContext } from './format-context.ts';
import { type ClassFacts, type Holdings, type Holds, type LabelOf, narrow } from './holdings.ts';
import { type OwnReader, readsObjectsAlone } from './own-reader.ts';
import type { FormatFile, Written } from './written.ts';

export type { Piece, WholeFile, WholePart } from './data-set.ts';
export type { DataSetContext, FormatContext, GivenContext } from './format-context.ts';
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
export type { OwnReader, ReadFacts, ReadObject, ReadUnit } from './own-reader.ts';
export type { FormatFile, Written } from './written.ts';

/** What the files of a whole data set depend on, besides the pieces of its labels. */
export type DataSetFacts = {
  /** `classes[n]` is class n. */
  readonly classes: readonly ClassFacts[];
  /** Empty for a data set that has none. */
  readonly splits: readonly string[];
};

export type FormatDefinition<Id extends string, Kind extends ShapeKind, Options extends z.ZodMiniObject> = {
  readonly id: Id;
  readonly title: string;
  /** Where the format is specified: a URL, or a file of this project for our own. */
  readonly specification: string;
  /**
   * Packages of PyPI, of other people, with which `npm run conformance:formats` reads the format's files, to compare them with
   * the label. It fails for a package that it does not read with: name none for options that it does not run.
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
   * two conventions never lie under one key: changing such an option begins a new tree, and a route may have both.
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
      const written = definition.write(held, options as Parsed, contextOf(held, context));
      return withoutFalseNegatives(label, { ...written, omitted: [...omitted, ...written.omitted] });
    },
    whole,
    ownReader: ownReader && (async () => ({ ...readsObjectsAlone, ...(await ownReader()) })),
    collect: (names, options) =>
      whole({ classes: names.map((name, number) => ({ name, number })), splits: [] }, options).flatMap(textFile),
  };
}

function textFile({ path, contentType, parts }: WholeFile): FormatFile[] {
  const texts = parts.flatMap((part) => ('text' in part ? [part.text] : []));
  if (texts.length < parts.length) return [];
  return [{ path, contentType, bytes: Buffer.from(texts.join('')), namedAfter: 'dataset' }];
}
