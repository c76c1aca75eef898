import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { LabelEvent } from '../../lib/contracts/payloads.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { documentsIn } from '../normalise/json-documents.ts';

/** A line of what `dlq purge --archive` writes. */
const ArchivedLetter = z.object({
  id: z.string(),
  events: z.array(LabelEvent),
  unreadableEvents: z.optional(z.array(z.unknown())),
  unreadable: z.optional(z.string()),
  error: z.string(),
  message: z.string(),
  step: z.optional(z.string()),
  executionArn: z.optional(z.string()),
  firstFailedAt: z.string(),
  lastFailedAt: z.string(),
  attempts: z.number(),
  replays: z.number(),
});

/** The letters of an archive, one at a time. Throws where the file is none, with the line. */
export async function* archivedLetters(file: string): AsyncGenerator<DeadLetter> {
  const isFile = (await stat(file).catch(() => undefined))?.isFile();
  if (!isFile) throw new Error(`${quoted(file)} must be a file that dlq purge --archive wrote, but there is none.`);
  let count = 0;
  for await (const { number, text } of documentsIn(createReadStream(file))) {
    count = number;
    yield letterOf(text, `${file} letter ${number}`);
  }
  if (count === 0) throw new Error(`${quoted(file)} holds no dead letter.`);
}

function letterOf(text: string, place: string): DeadLetter {
  const json = jsonOf(text);
  if (json === undefined) throw new Error(`${place} must be JSON, but is not. ${notAnArchive}`);
  const parsed = ArchivedLetter.safeParse(json);
  if (!parsed.success) throw new Error(`${place}: ${explainIssues(parsed.error, json)}. ${notAnArchive}`);
  return parsed.data as DeadLetter;
}

const notAnArchive = 'Name a file that dlq purge --archive wrote. Nothing was sent.';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the parser's own words may repeat the text
  }
}
