import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { NotLabelled, PipelineError } from '../../lib/contracts/errors.ts';
import { encodeId } from '../../lib/contracts/keys.ts';
import type { Written } from '../../lib/formats/format.ts';
import type { Label } from '../../lib/label/label.ts';
import type { ReadingSettings } from '../../lib/platforms/platform.ts';
import { writtenBy } from '../../lib/steps/transform-label.ts';
import type { FoundLabel, Origin } from './origin.ts';
import type { OutputFolder, Owner } from './output-folder.ts';
import { SharedPaths } from './shared-paths.ts';
import type { Summary } from './summary.ts';

export type Conversion = {
  readonly origin: Origin;
  readonly formats: readonly ChosenFormat[];
  readonly output: OutputFolder;
  readonly summary: Summary;
  readonly settings: ReadingSettings;
  readonly limit?: number | undefined;
  /** A document that was refused, for a report. */
  onRefused(document: unknown, reason: string): void;
  /** Called after each label. */
  onProgress(): void;
};

type ReadableLabel = Extract<FoundLabel, { readonly fetched: unknown }>;

/**
 * Canonical labels → the files of each format, one label at a time. Returns the names of the classes by number: those of
 * first appearance, which a label that comes later never changes.
 */
export async function convertLabels(conversion: Conversion): Promise<readonly string[]> {
  const { origin, summary, formats, output, limit = Number.POSITIVE_INFINITY } = conversion;
  const run = new Run(conversion);
  for await (const found of origin.labels()) {
    if ('fetched' in found) run.take(found);
    else if (found.isNotLabelled) summary.notLabelled += 1;
    else run.refuse(found.reason, found.place, found.document);
    conversion.onProgress();
    if (summary.labels + summary.refused >= limit) break;
  }
  const classes = [...run.classes.keys()];
  if (summary.labels === 0) return classes;
  for (const { format, options } of formats) {
    const name = format.nameOf(options);
    const files = format.collect(classes, options);
    for (const { path, bytes } of files) output.write({ path: `${name}/${path}`, bytes });
    summary.addFiles(name, files.length);
  }
  return classes;
}

class Run {
  readonly classes = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #paths = new SharedPaths();
  readonly #conversion: Conversion;
  readonly #keepsDocument: boolean;

  constructor(conversion: Conversion) {
    this.#conversion = conversion;
    this.#keepsDocument = conversion.formats.some(({ format }) => format.readsDocument !== false);
  }

  refuse(reason: string, place: string, document: unknown): void {
    this.#conversion.summary.addRefused(reason, place);
    if (document !== undefined) this.#conversion.onRefused(document, reason);
  }

  /** Writes the files of a label in every format, or refuses it whole. */
  take({ fetched, project, place }: ReadableLabel): void {
    const { origin, settings, summary } = this.#conversion;
    try {
      const label = origin.reader.normalise(fetched, project, settings);
      const owner = ownerOf(label);
      if (this.#seen.has(owner.identity)) {
        this.refuse(twice, place, undefined);
        return;
      }
      this.#write(label, owner, this.#keepsDocument ? origin.reader.clean(fetched.document) : undefined);
      this.#seen.add(owner.identity);
      summary.addLabel(label);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      if (error instanceof NotLabelled) summary.notLabelled += 1;
      else this.refuse(`${error.name}: ${error.message}`, place, fetched.document);
    }
  }

  #write(label: Label, owner: Owner, document: unknown): void {
    const { formats, output, summary } = this.#conversion;
    for (const { name, kind } of label.categories) {
      if (kind === 'object' && !this.classes.has(name)) this.classes.set(name, this.classes.size);
    }
    const context = { classes: this.classes, labelName: encodeId(label.source.label), document };
    const written = formats.map(({ format, options }): Written & { readonly name: string } => {
      const name = format.nameOf(options);
      const paths = format.isLive(options) ? {} : { paths: this.#paths.of(name, label) };
      return { name, ...writtenBy({ format, label, options }, { ...context, ...paths }) };
    });
    const files = written.flatMap(({ name, files }) =>
      files.map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes })),
    );
    output.writeLabel(files, owner);
    for (const { name, files, omitted } of written) summary.addFiles(name, files.length, omitted);
  }
}

const twice = 'it is there twice: a label of this project with this id was read before. Give each document once';

function ownerOf({ source: { platform, project, label, groundTruth = false, revision } }: Label): Owner {
  return { identity: JSON.stringify([platform, project, label]), rank: { label, groundTruth, revision } };
}
