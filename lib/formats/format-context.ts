import { given } from '../contracts/given.ts';
import type { Label } from '../label/label.ts';
import type { ClassFacts } from './holdings.ts';
import { picturePath, unitPath, unitPaths } from './unit-path.ts';

export type FormatContext = {
  /** Of an object category of the label. */
  classOf(category: string): ClassFacts;
  /** The label's id in a form that is safe in a file name. */
  readonly labelName: string;
  /**
   * Unit id → its path without an ending, `street/1`, of which the names of all its files are made. Decided before `write`:
   * a caller that gathers several labels gives paths that no two units share. A name INSIDE a file is that of the picture.
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

/** What a caller gives: a `FormatContext` is made of it. */
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

/** What `write` is given beside the label. */
export function contextOf(label: Pick<Label, 'categories' | 'units'>, context: GivenContext): FormatContext {
  const { labelName, document, paths = unitPaths(label.units), dataSet } = context;
  return {
    classOf: classesOf(label, context),
    labelName,
    document,
    paths,
    dataSet: dataSet && { pictureOf: picturesOf(label.units, paths), ...dataSet },
  };
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
