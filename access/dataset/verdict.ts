import type { ListedObject, SourceBucket } from './bucket.ts';
import type { Candidate } from './candidates.ts';
import { type DataType, type DataTypeId, dataTypes, extensionOf } from './data-types.ts';
import { globalKeyOf, longestGlobalKey } from './global-key.ts';
import type { ImportRow } from './import-row.ts';
import { inOrder } from './in-order.ts';
import { objectUrl } from './object-url.ts';
import { type Reason, RowRefused } from './refused.ts';
import { contentOf, sniffedBytes } from './sniff.ts';
import { slippyMapRefusal, type TilesAsText, tilesOf } from './tiles.ts';

/** What a data set is to be made of. */
export type Recipe = {
  readonly type: DataTypeId;
  /** By the key's ending alone, without a look at the bytes. */
  readonly trustExtensions: boolean;
  readonly globalKeyPrefix: string;
  readonly tiles: TilesAsText;
};

export type Refusal = {
  readonly outcome: 'refused';
  readonly key: string;
  readonly line?: number;
  readonly reason: Reason;
  readonly told: string;
};
/** An empty object whose key ends in `/`: consoles make them, to show a folder. */
export type Skipped = { readonly outcome: 'skipped'; readonly key: string; readonly reason: 'folder' };
export type Verdict = { readonly outcome: 'row'; readonly row: ImportRow; readonly line?: number } | Refusal | Skipped;

/** S3 answers thousands of requests a second a prefix; a machine at home does not send them. */
const lookedAtOnce = 24;

/** What becomes of each candidate, in their order. Ends with an error when S3 does not answer. */
export const verdicts = (candidates: AsyncIterable<Candidate>, bucket: SourceBucket, recipe: Recipe) =>
  inOrder(candidates, lookedAtOnce, (candidate) => verdict(candidate, bucket, recipe));

async function verdict(candidate: Candidate, bucket: SourceBucket, recipe: Recipe): Promise<Verdict> {
  const { listed, name, line } = candidate;
  if (listed?.bytes === 0 && name.endsWith('/')) return { outcome: 'skipped', key: name, reason: 'folder' };
  const where = line === undefined ? {} : { line };
  try {
    return { outcome: 'row', row: await rowOf(candidate, bucket, recipe), ...where };
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return { outcome: 'refused', key: name, ...where, reason: error.reason, told: error.message };
  }
}

async function rowOf(candidate: Candidate, bucket: SourceBucket, recipe: Recipe): Promise<ImportRow> {
  const key = candidate.key();
  const url = objectUrl(bucket.name, bucket.region, key);
  const type: DataType = dataTypes[recipe.type];
  await check(key, candidate.listed, bucket, recipe);
  const [metadata, attachments] = [await candidate.metadata(), candidate.attachments()];
  const layer = candidate.textLayerKey && objectUrl(bucket.name, bucket.region, candidate.textLayerKey);
  const tiles = recipe.type === 'geospatial' ? tilesFor(candidate.tiles, recipe.tiles) : undefined;
  return {
    row_data: tiles ? { tile_layer_url: url, ...tiles } : layer ? { pdf_url: url, text_layer_url: layer } : url,
    global_key: given(candidate.globalKey) ?? globalKeyOf(key, recipe.globalKeyPrefix),
    external_id: key,
    media_type: tiles?.epsg === 'Simple' ? 'TMS_SIMPLE' : type.mediaType,
    ...(metadata.length > 0 ? { metadata_fields: metadata } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
}

function given(globalKey: string | undefined): string | undefined {
  if (globalKey === undefined || globalKey.length <= longestGlobalKey) return globalKey;
  throw new RowRefused('bad-global-key', `its global_key is longer than ${longestGlobalKey} characters`);
}

/** What the CSV says of a row goes before what the call says of all. */
function tilesFor(ofRow: TilesAsText = {}, ofAll: TilesAsText) {
  const said = Object.entries(ofRow).filter(([, value]) => value);
  try {
    return tilesOf({ ...ofAll, ...Object.fromEntries(said) });
  } catch (cause) {
    throw new RowRefused('bad-metadata', (cause as Error).message, { cause });
  }
}

/** Classes that answer no GET at all: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const archives: ReadonlySet<string | undefined> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Throws RowRefused when the object is not what the platform takes. */
async function check(key: string, listed: ListedObject | undefined, bucket: SourceBucket, recipe: Recipe) {
  const { trustExtensions, type: id } = recipe;
  const type: DataType = dataTypes[id];
  if (trustExtensions && !type.extensions.includes(extensionOf(key))) throw unsupported(key, id, undefined);
  if (listed) checkListed(listed, type);
  if (trustExtensions && listed) return;
  if (trustExtensions) return checkListed(await bucket.head(key), type);
  const seen = await bucket.look(key, sniffedBytes);
  checkListed(seen, type);
  const content = await contentOf(seen.first);
  if (content === undefined || !type.contents.includes(content)) throw unsupported(key, id, content ?? 'unknown bytes');
}

function checkListed({ bytes, storageClass }: ListedObject, { largestBytes = Number.POSITIVE_INFINITY }: DataType) {
  if (bytes === 0) throw new RowRefused('empty', 'it has no bytes');
  if (archives.has(storageClass))
    throw new RowRefused(
      'archived',
      `its storage class is ${storageClass}: restore it, or copy it to a class that can be read at once`,
    );
  if (bytes > largestBytes)
    throw new RowRefused('too-large', `it has ${bytes} bytes, and ${largestBytes} are taken: cut or compress it`);
}

function unsupported(key: string, id: DataTypeId, content: string | undefined): RowRefused {
  if (id === 'geospatial' && /\/\d+\/\d+\/\d+\.\w+$/.test(key))
    return new RowRefused('unsupported-type', slippyMapRefusal);
  const { contents, extensions }: DataType = dataTypes[id];
  const what =
    content === undefined
      ? `its key ends in none of ${extensions.map((extension) => `.${extension}`).join(', ')}`
      : `its bytes are ${content}, and ${id} takes ${contents.join(', ')}`;
  return new RowRefused('unsupported-type', what);
}
