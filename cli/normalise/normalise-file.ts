import { PipelineError } from '../../lib/contracts/errors.ts';
import type { Label } from '../../lib/label/label.ts';
import type { LabelInDocument, Reader, SavedDocuments } from '../../lib/platforms/platform.ts';
import { type Attachments, missingIn } from './attachments.ts';
import { documentsIn } from './json-documents.ts';

export type NormaliseOptions = {
  readonly reader: Reader;
  readonly documents: SavedDocuments;
  readonly project: string | undefined;
  readonly ontology: unknown;
  readonly attachments: Attachments | undefined;
};

export type Input = {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Stands in for a time that a document lacks: when the file was written. */
  readonly writtenAt: Date;
};

/** Which document of the file, from 1, and what became of one of its labels. */
export type Outcome = { readonly number: number } & ({ readonly label: Label } | { readonly reason: string });

/** The labels of a file, one after the other. A document that cannot be read is told, and the next one is read. */
export async function* normaliseFile(input: Input, options: NormaliseOptions): AsyncGenerator<Outcome> {
  let documents = 0;
  try {
    for await (const { number, text } of documentsIn(input.pieces)) {
      documents = number;
      yield* outcomesOf(number, text, input, options);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    return void (yield { number: documents + 1, reason: 'the file is not UTF-8 from here on' });
  }
  if (documents === 0) yield { number: 1, reason: 'the file holds no document' };
}

async function* outcomesOf(
  number: number,
  text: string,
  { writtenAt }: Input,
  options: NormaliseOptions,
): AsyncGenerator<Outcome> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return void (yield { number, reason: 'it is not JSON' }); // the parser's own words may repeat the text
  }
  for (const found of options.documents.labelsIn(document, options.project)) {
    if ('reason' in found) yield { number, reason: found.reason };
    else yield { number, ...(await normalised(found, writtenAt, options)) };
  }
}

type Found = Exclude<LabelInDocument, { readonly reason: string }>;

async function normalised(
  { project, ref, document }: Found,
  writtenAt: Date,
  { reader, documents, ontology, attachments }: NormaliseOptions,
): Promise<{ label: Label } | { reason: string }> {
  const addresses = documents.attachments?.(document) ?? [];
  const missing = missingIn(attachments, addresses);
  if (missing) return { reason: `label ${ref.label}: ${missing}` };
  const fetched = {
    ref: { ...ref, occurredAt: writtenAt.toISOString() },
    document,
    ...(ontology === undefined ? {} : { ontology }),
    ...(attachments && addresses.length > 0 ? { attachments: await attachments.read(addresses) } : {}),
  };
  try {
    return { label: reader.normalise(fetched, project) };
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    return { reason: `label ${ref.label}: ${error.name}: ${error.message}` };
  }
}
