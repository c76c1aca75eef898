import * as z from 'zod/mini';
import { type PipelineError, PlatformRefused, PlatformUnavailable } from '../../workflow/errors.ts';
import type { Client } from './client.ts';
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

const Metadata = z.array(z.object({ data_hash: z.nullish(z.string()), label_hash: z.nullish(z.string()) }));

/** Data hash → hashes of its label rows; rows that nobody has begun have no hash yet and are left out. */
export async function labelsOfDataUnits(
  client: Client,
  dataUnits: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = 'the metadata of label rows';
  if (dataUnits.length === 0) return new Map();
  const answer = await client.query('labelrowmetadata', null, { data_hashes: dataUnits });
  if ('refusal' in answer) {
    if (answer.refusal.code === 'RESOURCE_NOT_FOUND_ERROR') throw projectNotThere();
    throw errorOf(answer.refusal, asked);
  }
  const rows = Metadata.safeParse(answer.response);
  if (!rows.success) throw new PlatformUnavailable(`Encord answered with something else when asked for ${asked}.`);
  const labels = new Map<string, string[]>();
  for (const { data_hash, label_hash } of rows.data) {
    if (data_hash && label_hash) labels.set(data_hash, [...(labels.get(data_hash) ?? []), label_hash]);
  }
  return labels;
}

/** Not LabelNotFound: that would take the exports of every label away for a project that is only hidden or misspelt. */
export const projectNotThere = () =>
  new PlatformRefused('Encord does not show the project. Check its hash, and add the service account to it.');
