import type { Attachment, Datasets, MetadataValue } from '../../lib/platforms/access.ts';
import type { ListedObject, SourceBucket } from './bucket.ts';
import { extensionOf } from './check-object.ts';
import { type ObjectWithCompanions, withCompanions } from './companions.ts';
import { type CsvRow, csvRows } from './csv-rows.ts';
import { metadataAt } from './metadata-file.ts';
import { locationIn, objectUrl } from './object-url.ts';
import { RowRefused } from './refused.ts';
import { isSlippyMap, slippyMapRefusal, type TilesAsText } from './tiles.ts';

/** An object that may become a data row, and what is known about it. Its functions throw RowRefused. */
export type Candidate = {
  /** What a report calls it: the object's key, or what the CSV has in its place. */
  readonly name: string;
  readonly line?: number;
  key(): string;
  /** undefined where it was not listed and S3 must be asked. */
  readonly listed?: ListedObject;
  readonly globalKey?: string | undefined;
  metadata(): Promise<readonly MetadataValue[]>;
  attachments(): readonly Attachment[];
  readonly textLayerKey?: string | undefined;
  readonly tiles?: TilesAsText;
};

/** What the platform takes besides the object itself. */
type Rules = Pick<Datasets, 'attachments' | 'limits'>;

/** Every object below the prefix, with what belongs to it. */
export async function* listedCandidates(bucket: SourceBucket, prefix: string, rules: Rules): AsyncGenerator<Candidate> {
  for await (const object of withCompanions(bucket.objects(prefix))) yield fromListing(object, bucket, rules);
}

const fromListing = (object: ObjectWithCompanions, bucket: SourceBucket, rules: Rules): Candidate => ({
  name: object.key,
  key: () => object.key,
  listed: object,
  metadata: async () =>
    object.metadataKey === undefined ? [] : metadataAt(bucket, object.metadataKey, rules.limits.metadataValue),
  attachments: () => object.attachmentKeys.map((key) => companion(key, bucket, rules.attachments.typesByExtension)),
  textLayerKey: object.textLayerKey,
});

function companion(
  key: string,
  { name: bucket, region }: SourceBucket,
  typesByExtension: Readonly<Record<string, string>>,
): Attachment {
  const type = typesByExtension[extensionOf(key)];
  if (type) return { type, value: objectUrl(bucket, region, key), name: key.slice(key.lastIndexOf('/') + 1) };
  throw new RowRefused(
    'bad-attachment',
    `its attachments must end in ${Object.keys(typesByExtension).join(', ')}, but one does not: rename it, or name it in a CSV with its type`,
  );
}

/** The rows of a CSV, in its order. */
export async function* csvCandidates(
  bucket: SourceBucket,
  file: string,
  { attachments: { types, textType } }: Rules,
): AsyncGenerator<Candidate> {
  for await (const row of csvRows(file, types)) yield fromCsv(row, bucket, textType);
}

const fromCsv = (row: CsvRow, bucket: SourceBucket, textType: string): Candidate => ({
  name: row.address,
  line: row.line,
  key: () => keyIn(row.address, bucket),
  globalKey: row.globalKey,
  metadata: async () => row.metadata,
  attachments: () => row.attachments.map((cell) => attachmentOf(cell, bucket, textType)),
  tiles: row.tiles,
});

function keyIn(address: string, bucket: SourceBucket): string {
  if (address === '') throw new RowRefused('not-an-address', 'its column "key" is empty');
  if (isSlippyMap(address)) throw new RowRefused('unsupported-type', slippyMapRefusal);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) return address;
  const location = locationIn(address);
  if (!location) {
    throw new RowRefused(
      'not-an-address',
      'its address must be s3://bucket/key or https://bucket.s3.region.amazonaws.com/key',
    );
  }
  if (location.bucket === bucket.name) return location.key;
  throw new RowRefused(
    'other-bucket',
    `it must be in ${bucket.name}, but is in another bucket: make a data set of that one`,
  );
}

/** Text stays as it is, and so does an address outside the bucket, since an attachment may be anywhere. */
function attachmentOf({ value, ...cell }: Attachment, bucket: SourceBucket, textType: string): Attachment {
  if (cell.type === textType) return { ...cell, value };
  const elsewhere = value.startsWith('https://') && locationIn(value)?.bucket !== bucket.name;
  return { ...cell, value: elsewhere ? value : objectUrl(bucket.name, bucket.region, keyIn(value, bucket)) };
}
