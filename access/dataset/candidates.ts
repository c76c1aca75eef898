import type { ListedObject, SourceBucket } from './bucket.ts';
import { type ObjectWithCompanions, withCompanions } from './companions.ts';
import { type AttachmentCell, type CsvRow, csvRows } from './csv-rows.ts';
import { extensionOf } from './data-types.ts';
import type { Attachment, AttachmentType, MetadataValue } from './import-row.ts';
import { metadataAt } from './metadata-file.ts';
import { locationIn, objectUrl } from './object-url.ts';
import { RowRefused } from './refused.ts';
import { isSlippyMap, slippyMapRefusal, type TilesAsText } from './tiles.ts';

/** An object that may become a data row, and what is said about it. Its parts throw RowRefused when they cannot be had. */
export type Candidate = {
  /** The object's key, or what stands for it in the CSV: what a report calls it. */
  readonly name: string;
  readonly line?: number;
  key(): string;
  /** As the listing tells it; undefined: S3 is to be asked. */
  readonly listed?: ListedObject;
  readonly globalKey?: string | undefined;
  metadata(): Promise<readonly MetadataValue[]>;
  attachments(): readonly Attachment[];
  readonly textLayerKey?: string | undefined;
  readonly tiles?: TilesAsText;
};

/** Every object below the prefix, with what belongs to it. */
export async function* listedCandidates(bucket: SourceBucket, prefix: string): AsyncGenerator<Candidate> {
  for await (const object of withCompanions(bucket.objects(prefix))) yield fromListing(object, bucket);
}

const fromListing = (object: ObjectWithCompanions, bucket: SourceBucket): Candidate => ({
  name: object.key,
  key: () => object.key,
  listed: object,
  metadata: async () => (object.metadataKey === undefined ? [] : metadataAt(bucket, object.metadataKey)),
  attachments: () => object.attachmentKeys.map((key) => companion(key, bucket)),
  textLayerKey: object.textLayerKey,
});

const typesByExtension: Readonly<Record<string, AttachmentType>> = {
  jpg: 'IMAGE',
  jpeg: 'IMAGE',
  png: 'IMAGE',
  bmp: 'IMAGE',
  gif: 'IMAGE',
  mp4: 'VIDEO',
  html: 'HTML',
  txt: 'TEXT_URL',
  pdf: 'PDF_URL',
};

function companion(key: string, { name: bucket, region }: SourceBucket): Attachment {
  const type = typesByExtension[extensionOf(key)];
  if (type) return { type, value: objectUrl(bucket, region, key), name: key.slice(key.lastIndexOf('/') + 1) };
  throw new RowRefused(
    'bad-attachment',
    `one of its attachments ends in none of ${Object.keys(typesByExtension).join(', ')}: rename it, or name it in a CSV with its type`,
  );
}

/** The rows of a CSV, in its order. */
export async function* csvCandidates(bucket: SourceBucket, file: string): AsyncGenerator<Candidate> {
  for await (const row of csvRows(file)) yield fromCsv(row, bucket);
}

const fromCsv = (row: CsvRow, bucket: SourceBucket): Candidate => ({
  name: row.address,
  line: row.line,
  key: () => keyIn(row.address, bucket),
  globalKey: row.globalKey,
  metadata: async () => row.metadata,
  attachments: () => row.attachments.map((cell) => attachmentOf(cell, bucket)),
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
      'it is an address, but neither s3://bucket/key nor https://bucket.s3.region.amazonaws.com/key',
    );
  }
  if (location.bucket === bucket.name) return location.key;
  throw new RowRefused('other-bucket', `it is in another bucket than ${bucket.name}: make a data set of that one`);
}

/** Text stays as it is; an address elsewhere, too, for attachments need not be in a bucket. */
function attachmentOf({ value, ...cell }: AttachmentCell, bucket: SourceBucket): Attachment {
  if (cell.type === 'RAW_TEXT') return { ...cell, value };
  const elsewhere = value.startsWith('https://') && locationIn(value)?.bucket !== bucket.name;
  return { ...cell, value: elsewhere ? value : objectUrl(bucket.name, bucket.region, keyIn(value, bucket)) };
}
