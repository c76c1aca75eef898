import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { NotLabelled, PipelineError } from '../../lib/contracts/errors.ts';
import { encodeId } from '../../lib/contracts/keys.ts';
import { gatherClasses } from '../../lib/formats/data-set.ts';
import type { ClassFacts } from '../../lib/formats/format.ts';
import { hasStreams } from '../../lib/formats/whole-files.ts';
import type { Label } from '../../lib/label/label.ts';
import type { ReadingSettings } from '../../lib/platforms/platform.ts';
import { writtenBy } from '../../lib/steps/transform-label.ts';
import { removeAbandoned } from '../run-folders.ts';
import { DataSetFiles, piecesName } from './data-set-files.ts';
import type { FoundLabel, Origin } from './origin.ts';
import type { OutputFolder, Owner } from './output-folder.ts';
import { SharedPaths } from './shared-paths.ts';
import type { Splits } from './splits.ts';
import type { Summary } from './summary.ts';

export type Conversion = {
  readonly origin: Origin;
  readonly formats: readonly ChosenFormat[];
  readonly output: OutputFolder;
  /** The folder of `output`. */
  readonly out: string;
  readonly splits: Splits;
  readonly summary: Summary;
  readonly settings: ReadingSettings;
  readonly limit?: number | undefined;
  /** The label with what is known of its units from elsewhere. Throws InvalidLabel where that does not fit. */
  complete?(label: Label): Promise<Label>;
  /** A document that was refused, for a report. */
  onRefused(document: unknown, reason: string): void;
  /** Called for each label that is written. `classes[n]` is the name of class n so far. */
  onWritten?(label: Label, classes: readonly string[], document: unknown): void | Promise<void>;
  /** Called after each label. */
  onProgress(): void;
};

type ReadableLabel = Extract<FoundLabel, { readonly fetched: unknown }>;

/**
 * Canonical labels → the files of each format, one label at a time. Returns the names of the classes by number: those of
 * first appearance, which a label that comes later never changes.
 */
export async function convertLabels(conversion: Conversion): Promise<readonly string[]> {
  const { origin, summary, limit = Number.POSITIVE_INFINITY } = conversion;
  const run = new Run(conversion);
  try {
    for await (const found of origin.labels()) {
      if ('fetched' in found) await run.take(found);
      else if (found.isNotLabelled) summary.notLabelled += 1;
      else run.refuse(found.reason, found.place, found.document);
      conversion.onProgress();
      if (summary.labels + summary.refused >= limit) break;
    }
    return await run.end();
  } finally {
    run.remove();
  }
}

type Tree = {
  readonly chosen: ChosenFormat;
  readonly name: string;
  readonly dataSet: DataSetFiles;
  /** Its files name units, so that no two units may have one path. */
  readonly sharesPaths: boolean;
};

class Run {
  readonly #classes = gatherClasses();
  readonly #seen = new Set<string>();
  readonly #paths = new SharedPaths();
  readonly #conversion: Conversion;
  readonly #keepsDocument: boolean;
  readonly #trees: readonly Tree[];

  constructor(conversion: Conversion) {
    const { formats, splits, out } = conversion;
    this.#conversion = conversion;
    removeAbandoned(out, piecesName);
    this.#trees = formats.map((chosen) => ({
      chosen,
      name: chosen.format.nameOf(chosen.options),
      dataSet: new DataSetFiles(chosen, splits.names, out),
      sharesPaths: !chosen.format.isLive(chosen.options) || hasStreams(chosen, splits.names),
    }));
    this.#keepsDocument = formats.some(({ format }) => format.readsDocument !== false);
  }

  refuse(reason: string, place: string, document: unknown): void {
    this.#conversion.summary.addRefused(reason, place);
    if (document !== undefined) this.#conversion.onRefused(document, reason);
  }

  /** Writes the files of a label in every format, or refuses it whole. */
  async take({ fetched, project, place }: ReadableLabel): Promise<void> {
    const { origin, settings, summary, complete } = this.#conversion;
    try {
      const normalised = origin.reader.normalise(fetched, project, settings);
      const label = complete ? await complete(normalised) : normalised;
      const owner = ownerOf(label);
      if (this.#seen.has(owner.identity)) {
        this.refuse(twice, place, undefined);
        return;
      }
      const document = this.#keepsDocument ? origin.reader.clean(fetched.document) : undefined;
      this.#write(label, owner, document);
      await this.#conversion.onWritten?.(label, namesOf(this.#classes.classes), document);
      this.#seen.add(owner.identity);
      summary.addLabel(label);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      if (error instanceof NotLabelled) summary.notLabelled += 1;
      else this.refuse(`${error.name}: ${error.message}`, place, fetched.document);
    }
  }

  /** Writes the files that all labels share, and returns the names of the classes. */
  async end(): Promise<readonly string[]> {
    const { output, summary } = this.#conversion;
    const { classes, skeletonsDiffer } = this.#classes;
    summary.skeletonsDiffer = [...skeletonsDiffer];
    for (const { name, dataSet } of summary.labels > 0 ? this.#trees : [])
      summary.addFiles(name, await dataSet.write(classes, output));
    return namesOf(classes);
  }

  remove(): void {
    for (const { dataSet } of this.#trees) dataSet.remove();
  }

  #write(label: Label, owner: Owner, document: unknown): void {
    const { output, summary, splits } = this.#conversion;
    this.#classes.add(label.categories, label.annotations);
    const { numbers, skeletons } = this.#classes;
    const context = {
      classes: numbers,
      skeletons,
      labelName: encodeId(label.source.label),
      document,
      dataSet: { splitOf: () => splits.of(label) },
    };
    const written = this.#trees.map((tree) => {
      const paths = tree.sharesPaths ? { paths: this.#paths.of(tree.name, label) } : {};
      return { ...tree, ...writtenBy({ ...tree.chosen, label }, { ...context, ...paths }) };
    });
    const files = written.flatMap(({ name, files }) =>
      files.map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes })),
    );
    output.writeLabel(files, owner);
    for (const { name, files, omitted, pieces = [], dataSet } of written) {
      dataSet.add(pieces);
      summary.addFiles(name, files.length, omitted);
    }
  }
}

const namesOf = (classes: readonly ClassFacts[]): readonly string[] => classes.map(({ name }) => name);

const twice = 'it is there twice: a label of this project with this id was read before. Give each document once';

function ownerOf({ source: { platform, project, label, groundTruth = false, revision } }: Label): Owner {
  return { identity: JSON.stringify([platform, project, label]), rank: { label, groundTruth, revision } };
}
