import { NotLabelled, PipelineError } from '../../lib/contracts/errors.ts';
import { given } from '../../lib/contracts/given.ts';
import type { Label } from '../../lib/label/label.ts';
import type { NoLabel, Reader, ReadingSettings } from '../../lib/platforms/platform.ts';
import { type SavedFileOptions, type SavedLabel, savedLabels } from './saved-labels.ts';

export type NormaliseOptions = SavedFileOptions & {
  readonly reader: Reader;
  /** The ontology of a document, where the platform keeps it apart. */
  ontologyOf(document: unknown): unknown;
  readonly settings?: ReadingSettings;
};

export type Input = {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Stands in for a time that a document lacks: when the file was written. */
  readonly writtenAt: Date;
};

/** Which document of the file, from 1, and what became of one of its labels. */
export type Outcome = { readonly number: number } & ({ readonly label: Label } | NoLabel);

/** The labels of a file as canonical labels, or why one cannot be read. */
export async function* normaliseFile(input: Input, options: NormaliseOptions): AsyncGenerator<Outcome> {
  for await (const item of savedLabels(input.pieces, options)) {
    if ('reason' in item) yield item;
    else yield { number: item.number, ...normalised(item.found, input.writtenAt, options) };
  }
}

function normalised(
  { project, ref, document, attachments }: SavedLabel,
  writtenAt: Date,
  { reader, ontologyOf, settings }: NormaliseOptions,
): { label: Label } | NoLabel {
  const ontology = ontologyOf(document);
  const fetched = given({ ref: { ...ref, occurredAt: writtenAt.toISOString() }, document, ontology, attachments });
  try {
    return { label: reader.normalise(fetched, project, settings) };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const reason = `label ${ref.label}: ${error.name}: ${error.message}`;
    return error instanceof NotLabelled ? { reason, isNotLabelled: true } : { reason };
  }
}
