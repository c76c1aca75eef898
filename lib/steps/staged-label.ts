import { InvalidLabel } from '../contracts/errors.ts';
import type { Label } from '../label/label.ts';
import type { CompletedLabel, Unobtained } from '../media/complete-label.ts';
import type { FetchedDocument, Reader } from '../platforms/platform.ts';
import { contentOf } from '../store/record.ts';
import { largestLabel } from './largest-label.ts';

/**
 * What TransformLabel reads of one label: a JSON text of the canonical label; where a format reads it, the platform's
 * document, cleaned; and why its units lack what is needed of them.
 */
export type StagedLabel = {
  readonly label: Label;
  readonly document?: unknown;
  readonly unobtained?: readonly Pick<Unobtained, 'unit' | 'reason'>[];
};

export type StagingTerms = {
  readonly reader: Pick<Reader, 'clean'>;
  /** Bytes of a label as it is staged; the constant of this name unless a deployment chooses more. */
  readonly largestLabel?: number | undefined;
  /** Whether a format of the label's route reads the platform's document; it is not staged otherwise. */
  readonly keepsDocument?: boolean | undefined;
};

/** What is known of a label once it is staged, and the bytes to stage. */
export type LabelToStage = {
  readonly label: string;
  readonly revision: number;
  /** The sha256 of the canonical label. */
  readonly content: string;
  /** Names of those of its categories that have numbers. */
  readonly classes: readonly string[];
  readonly bytes: Uint8Array;
};

/** Throws what is wrong with the label, even when it is our own code that breaks on it: it fails alone. */
export function toStage(
  { label, unobtained }: CompletedLabel,
  answer: FetchedDocument,
  { reader, largestLabel: most = largestLabel, keepsDocument = true }: StagingTerms,
): LabelToStage {
  const text = JSON.stringify(label);
  // A StagedLabel, of which the label is made into text once.
  const document = keepsDocument ? `,"document":${JSON.stringify(reader.clean(answer.document)) ?? 'null'}` : '';
  const reasons = unobtained.map(({ unit, reason }) => ({ unit, reason }));
  const lacking = reasons.length > 0 ? `,"unobtained":${JSON.stringify(reasons)}` : '';
  const bytes = Buffer.from(`{"label":${text}${document}${lacking}}`);
  if (bytes.length > most) throw tooLarge(bytes.length, most, keepsDocument);
  const classes = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  return { label: label.source.label, revision: label.source.revision, content: contentOf(text), classes, bytes };
}

const tooLarge = (bytes: number, most: number, withDocument: boolean) =>
  new InvalidLabel(
    `The label${withDocument ? ' with its document' : ''} has ${bytes} bytes as JSON, and at most ${most} can be exported. Deploy with a larger parameter largestLabelMiB (${most / 1024 / 1024} now)${withDocument ? ', take the format native out of its route' : ''}, or split its data unit on the platform.`,
  );
