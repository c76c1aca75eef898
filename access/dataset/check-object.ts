import type { DataType, DataTypeId } from '../../lib/platforms/access.ts';
import { contentOf, sniffedBytes } from '../media-type.ts';
import type { ListedObject, SourceBucket } from './bucket.ts';
import { RowRefused } from './refused.ts';
import { slippyMapRefusal } from './tiles.ts';

type Wanted = { readonly type: DataTypeId; readonly dataType: DataType; readonly trustExtensions: boolean };

/** Throws RowRefused when the object is not what the platform takes. */
export async function checkObject(
  key: string,
  listed: ListedObject | undefined,
  bucket: SourceBucket,
  wanted: Wanted,
): Promise<void> {
  const { dataType, trustExtensions } = wanted;
  if (trustExtensions && !dataType.extensions.includes(extensionOf(key))) throw unsupported(key, wanted, undefined);
  if (listed) checkListed(listed, dataType);
  if (trustExtensions && listed) return;
  if (trustExtensions) return checkListed(await bucket.head(key), dataType);
  const seen = await bucket.look(key, sniffedBytes);
  checkListed(seen, dataType);
  const content = await contentOf(seen.first);
  if (content === undefined || !dataType.contents.includes(content))
    throw unsupported(key, wanted, content ?? 'of an unknown type');
}

/** After the last dot of the last part of the key, in lower case; '' where that has none. */
export const extensionOf = (key: string): string => /\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? '';

/** Classes that answer no GET at all: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html */
const archives: ReadonlySet<string | undefined> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

function checkListed(
  { bytes, storageClass }: ListedObject,
  { largestBytes = Number.POSITIVE_INFINITY }: DataType,
): void {
  if (bytes === 0) throw new RowRefused('empty', 'it has no bytes');
  if (archives.has(storageClass))
    throw new RowRefused(
      'archived',
      `its storage class is ${storageClass}: restore it, or copy it to a class that can be read at once`,
    );
  if (bytes > largestBytes)
    throw new RowRefused(
      'too-large',
      `it must have at most ${largestBytes} bytes, but has ${bytes}: cut or compress it`,
    );
}

function unsupported(key: string, { type, dataType }: Wanted, content: string | undefined): RowRefused {
  if (type === 'geospatial' && /\/\d+\/\d+\/\d+\.\w+$/.test(key))
    return new RowRefused('unsupported-type', slippyMapRefusal);
  const { contents, extensions } = dataType;
  const message =
    content === undefined
      ? `its key must end in ${extensions.map((extension) => `.${extension}`).join(', ')}`
      : `its bytes must be ${contents.join(', ')} for ${type}, but are ${content}`;
  return new RowRefused('unsupported-type', message);
}
