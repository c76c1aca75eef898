import { createHash } from 'node:crypto';
import { pMapIterable } from 'p-map';
import type { Datasets, DataTypeId, FitObject } from '../../lib/platforms/access.ts';
import type { SourceBucket } from './bucket.ts';
import type { Candidate } from './candidates.ts';
import { checkObject } from './check-object.ts';
import { objectUrl } from './object-url.ts';
import { type Reason, RowRefused } from './refused.ts';
import { type TilesAsText, tilesOf } from './tiles.ts';

/** What a data set is made of. */
export type Recipe = {
  readonly type: DataTypeId;
  /** Goes by the extension of the key alone, without reading bytes. */
  readonly trustExtensions: boolean;
  readonly globalKeyPrefix: string;
  readonly tiles: TilesAsText;
};

export type Refusal = {
  readonly outcome: 'refused';
  readonly key: string;
  readonly line?: number;
  readonly reason: Reason;
  readonly message: string;
};
/** An empty object whose key ends in `/`: consoles create it to show a folder. */
export type Skipped = { readonly outcome: 'skipped'; readonly key: string; readonly reason: 'folder' };
export type Fit = { readonly outcome: 'fit'; readonly object: FitObject; readonly line?: number };
export type Verdict = Fit | Refusal | Skipped;

/** S3 answers thousands of requests a second for each prefix, which is more than a machine at home sends. */
const concurrency = 24;

/** What becomes of each candidate, in their order. Ends with an error when S3 does not answer. */
export const verdicts = (
  candidates: AsyncIterable<Candidate>,
  bucket: SourceBucket,
  recipe: Recipe,
  datasets: Datasets,
): AsyncIterable<Verdict> =>
  pMapIterable(candidates, (candidate) => verdict(candidate, bucket, recipe, datasets), { concurrency });

async function verdict(
  candidate: Candidate,
  bucket: SourceBucket,
  recipe: Recipe,
  datasets: Datasets,
): Promise<Verdict> {
  const { listed, name, line } = candidate;
  if (listed?.bytes === 0 && name.endsWith('/')) return { outcome: 'skipped', key: name, reason: 'folder' };
  const place = line === undefined ? {} : { line };
  try {
    return { outcome: 'fit', object: await fitObject(candidate, bucket, recipe, datasets), ...place };
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return { outcome: 'refused', key: name, ...place, reason: error.reason, message: error.message };
  }
}

async function fitObject(
  candidate: Candidate,
  bucket: SourceBucket,
  { type, trustExtensions, globalKeyPrefix, tiles }: Recipe,
  { types, limits, tileSystems }: Datasets,
): Promise<FitObject> {
  const key = candidate.key();
  const url = objectUrl(bucket.name, bucket.region, key);
  const dataType = types[type];
  if (!dataType) throw new RowRefused('unsupported-type', `the platform does not take ${type}`);
  await checkObject(key, candidate.listed, bucket, { type, dataType, trustExtensions });
  const [metadata, attachments] = [await candidate.metadata(), candidate.attachments()];
  const { textLayerKey } = candidate;
  return {
    type,
    key,
    url,
    globalKey:
      checkedGlobalKey(candidate.globalKey, limits.globalKey) ?? globalKeyOf(key, limits.globalKey, globalKeyPrefix),
    metadata,
    attachments,
    ...(textLayerKey === undefined ? {} : { textLayerUrl: objectUrl(bucket.name, bucket.region, textLayerKey) }),
    ...(type === 'geospatial' ? { tiles: tilesFor(candidate.tiles, tiles, tileSystems) } : {}),
  };
}

function checkedGlobalKey(globalKey: string | undefined, longest: number): string | undefined {
  if (globalKey === undefined || globalKey.length <= longest) return globalKey;
  throw new RowRefused('bad-global-key', `its global_key must have at most ${longest} characters`);
}

const hashLength = 64;

/**
 * The same key always has the same global key, and two keys never share one: a long one is cut and ends in the SHA-256 of the
 * whole. `prefix` distinguishes the buckets of one workspace.
 */
export function globalKeyOf(key: string, longest: number, prefix = ''): string {
  const whole = prefix + key;
  if (whole.length <= longest) return whole;
  const kept = whole.slice(0, longest - hashLength - 1).replace(/[\ud800-\udbff]$/, ''); // never half a character
  return `${kept}~${createHash('sha256').update(whole).digest('hex')}`;
}

/** What the CSV says about a row takes precedence over what the call says about all rows. */
function tilesFor(inRow: TilesAsText = {}, inCall: TilesAsText, systems: readonly string[]) {
  const given = Object.entries(inRow).filter(([, value]) => value);
  try {
    return tilesOf({ ...inCall, ...Object.fromEntries(given) }, systems);
  } catch (cause) {
    throw new RowRefused('bad-metadata', (cause as Error).message, { cause });
  }
}
