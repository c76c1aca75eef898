import * as z from 'zod/mini';
import { type PipelineError, PlatformUnavailable } from '../../../contracts/errors.ts';
import type { Client } from './client.ts';
import { projectNotThere } from './project.ts';
import { errorOf, mayBeOneLabel, type Refusal } from './refusals.ts';

type LabelRowAnswer =
  | { readonly label: string; readonly row: unknown }
  | { readonly label: string; readonly error: PipelineError };

/** Signed URLs, reviews and the export history would only have to be taken out again. */
const whatToSend = {
  get_signed_url: false,
  multi_request: true,
  include_object_feature_hashes: null,
  include_classification_feature_hashes: null,
  include_reviews: false,
  include_export_history: false,
  include_archived: false,
};

const LabelHash = z.object({ label_hash: z.string() });
const Limit = z.object({ maximum_labels_allowed: z.int().check(z.positive()) });

/**
 * The label rows with these hashes: one request, or several smaller ones where Encord takes fewer at once or refuses the
 * whole group for the sake of one hash. Halving finds that one in a few requests, and ends at asking one by one.
 */
export async function* labelRows(client: Client, labels: readonly string[]): AsyncGenerator<LabelRowAnswer> {
  const answer = await client.query('labelrow', labels, whatToSend);
  if ('response' in answer) {
    yield* matched(labels, answer.response);
    return;
  }
  const { refusal } = answer;
  const [label] = labels;
  const size = smallerGroup(refusal, labels.length);
  if (size !== undefined) {
    for (let start = 0; start < labels.length; start += size) {
      yield* labelRows(client, labels.slice(start, start + size));
    }
  } else if (label !== undefined && mayBeOneLabel(refusal)) {
    yield { label, error: errorOf(refusal, `label row ${label}`) };
  } else throw errorOf(refusal, 'label rows');
}

/** How many labels to ask for instead; nothing where a smaller group cannot help. */
function smallerGroup(refusal: Refusal, size: number): number | undefined {
  if (size <= 1) return undefined;
  const half = Math.ceil(size / 2);
  if (refusal.code === 'MULTI_LABEL_LIMIT_ERROR') {
    const limit = Limit.safeParse(refusal.payload);
    return limit.success && limit.data.maximum_labels_allowed < size ? limit.data.maximum_labels_allowed : half;
  }
  return mayBeOneLabel(refusal) ? half : undefined;
}

/** Encord promises no order: rows are told apart by their own hash. A hash without a row gets no answer. */
function* matched(labels: readonly string[], response: unknown): Generator<LabelRowAnswer> {
  const asked = new Set(labels);
  for (const row of [response ?? []].flat()) {
    const label = LabelHash.safeParse(row);
    if (label.success && asked.delete(label.data.label_hash)) yield { label: label.data.label_hash, row };
  }
}

const LabelRowMetadata = z.object({
  data_hash: z.nullish(z.string()),
  /** Missing while nobody has begun to label the data unit. */
  label_hash: z.nullish(z.string()),
  branch_name: z.nullish(z.string()),
});
export type LabelRowMetadata = z.infer<typeof LabelRowMetadata>;

/** Data hash → what is known of its label rows: of its main branch, unless `options` ask for others. */
export async function metadataOfDataUnits(
  client: Client,
  dataUnits: readonly string[],
  options: { readonly include_all_label_branches?: boolean } = {},
): Promise<ReadonlyMap<string, readonly LabelRowMetadata[]>> {
  const asked = 'the metadata of label rows';
  if (dataUnits.length === 0) return new Map();
  const answer = await client.query('labelrowmetadata', null, { data_hashes: dataUnits, ...options });
  if ('refusal' in answer) {
    if (answer.refusal.code === 'RESOURCE_NOT_FOUND_ERROR') throw projectNotThere();
    throw errorOf(answer.refusal, asked);
  }
  const rows = z.array(LabelRowMetadata).safeParse(answer.response);
  if (!rows.success) throw new PlatformUnavailable(`Encord answered with something else when asked for ${asked}.`);
  return Map.groupBy(rows.data, ({ data_hash }) => data_hash ?? '');
}
