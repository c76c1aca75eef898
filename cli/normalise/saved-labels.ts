import { objectWithin } from '../../lib/contracts/json-text.ts';
import type { LabelInDocument, NoLabel, SavedDocuments } from '../../lib/platforms/platform.ts';
import { type Attachments, missingIn } from './attachments.ts';
import { documentsIn } from './json-documents.ts';

export type SavedFileOptions = {
  readonly documents: SavedDocuments;
  /** The project of documents that do not name theirs. */
  readonly project: string | undefined;
  /** Labels of another project are refused. */
  readonly onlyProject?: string | undefined;
  readonly attachments: Attachments | undefined;
  /** How to give files that a document points to and that are missing: `give --attachments <dir>`. */
  readonly attachmentsAdvice: string;
  /** A refusal comes with the document that it is about. */
  readonly keepsRefused?: boolean | undefined;
};

export type SavedLabel = Exclude<LabelInDocument, NoLabel> & {
  /** Files that the document points to, by address. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
};

/** Why a document holds no label, with what was read of it, for a report. */
type Refused = NoLabel & { readonly document?: unknown };

/** Which document of the file, from 1, and one of its labels, or why it holds none. */
export type FoundInFile = { readonly number: number } & ({ readonly found: SavedLabel } | Refused);

/** The labels of a file, one after the other. A document that cannot be read is reported, and the next one is read. */
export async function* savedLabels(
  pieces: AsyncIterable<Uint8Array>,
  options: SavedFileOptions,
): AsyncGenerator<FoundInFile> {
  let documents = 0;
  try {
    for await (const { number, text } of documentsIn(pieces)) {
      documents = number;
      for await (const found of labelsIn(text, options)) yield { number, ...found };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    return void (yield {
      number: documents + 1,
      reason: documents === 0 ? notText : 'the file is not UTF-8 from here on',
    });
  }
  if (documents === 0) yield { number: 1, reason: 'the file holds no document' };
}

const notText = 'the file is not UTF-8. Unpack it if it is an archive (.zip, .gz), or else save it as UTF-8';
const otherProject = 'it belongs to another project than --project names';

async function* labelsIn(
  text: string,
  { documents, project, onlyProject, attachments, attachmentsAdvice, keepsRefused = false }: SavedFileOptions,
): AsyncGenerator<{ found: SavedLabel } | Refused> {
  let document: unknown;
  try {
    document = objectWithin(JSON.parse(text));
  } catch {
    return void (yield { reason: 'it is not JSON' }); // the parser's own words may repeat the text
  }
  const refused = (no: NoLabel, refusedDocument: unknown): Refused =>
    keepsRefused ? { ...no, document: refusedDocument } : no;
  for (const label of documents.labelsIn(document, project)) {
    if ('reason' in label) yield refused(label, document);
    else if (onlyProject !== undefined && label.project !== onlyProject) yield { reason: otherProject };
    else {
      const addresses = documents.attachments?.(label.document) ?? [];
      const missing = missingIn(attachments, addresses, attachmentsAdvice);
      if (missing) yield refused({ reason: `label ${label.ref.label}: ${missing}` }, label.document);
      else yield { found: { ...label, attachments: (await attachments?.read(addresses)) ?? new Map() } };
    }
  }
}
