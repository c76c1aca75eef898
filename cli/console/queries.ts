import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { RefusedCall } from './refused-call.ts';

const text = z.string().check(z.minLength(1));
const texts = z.array(text).check(z.minLength(1), z.maxLength(10_000));
const count = z.pipe(z.pipe(text, z.transform(Number)), z.int().check(z.positive(), z.maximum(1_000)));

/** Which label; a label's id is one of a project. */
export const LabelQuery = z.strictObject({ connection: text, project: text, label: text });

export const LabelsQuery = z.strictObject({
  connection: z.optional(text),
  project: z.optional(text),
  status: z.optional(z.enum(['exported', 'deleted', 'failed', 'not-taken'])),
  state: z.optional(text),
  class: z.optional(text),
  omits: z.optional(text),
  since: z.optional(text),
  text: z.optional(text),
  after: z.optional(text),
  limit: z._default(count, 100),
});

const yesOrNo = z.pipe(
  z.enum(['true', 'false']),
  z.transform((word) => word === 'true'),
);

/** `letters`: with its dead letters, which takes long where there are thousands. */
export const TraceQuery = z.extend(LabelQuery, { letters: z._default(yesOrNo, false) });

/** The options of `preview`. */
export const PreviewQuery = z.extend(LabelQuery, {
  as: z.optional(text),
  revision: z.optional(text),
  compare: z.optional(text),
});

export const LetterQuery = z.strictObject({ id: text });

const choice = { error: z.optional(text), platform: z.optional(text), project: z.optional(text) };

export const LettersQuery = z.strictObject(choice);

/** The options of `dlq replay`. */
export const ReplayBody = z.strictObject({
  ...choice,
  all: z.optional(z.boolean()),
  id: z.optional(texts),
  dryRun: z.optional(z.boolean()),
  rate: z.optional(z.int().check(z.positive(), z.maximum(999_999))),
});

/** No path: a page writes into the folder where the console runs, and nowhere else. */
const archiveName = z.string().check(z.regex(/^[\w-][\w.-]{0,99}\.jsonl$/, 'must be a file name that ends in .jsonl'));

/** The options of `dlq purge`, and how many letters whoever asks expects to go. */
export const PurgeBody = z.strictObject({ id: texts, count: z.int(), archive: z.optional(archiveName) });

export const nothing = z.strictObject({});

/** Throws where what a request gives does not fit. */
export function checked<Schema extends z.ZodMiniType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RefusedCall(400, `The request cannot be read: ${explainIssues(parsed.error, given)}.`);
}
