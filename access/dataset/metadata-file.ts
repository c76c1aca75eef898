import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import type { SourceBucket } from './bucket.ts';
import type { MetadataValue } from './import-row.ts';
import { RowRefused } from './refused.ts';

const largestFile = 64 * 1024;
/** https://docs.labelbox.com/docs/datarow-metadata */
const longestValue = 4096;

const Metadata = z.record(
  z.string().check(z.minLength(1)),
  z.union([z.number(), z.string().check(z.maxLength(longestValue))]),
);

/** `{ "<field>": "text" | number, … }`, a file beside the object. Throws RowRefused. */
export async function metadataAt(bucket: SourceBucket, key: string): Promise<readonly MetadataValue[]> {
  const bytes = await bucket.read(key, largestFile);
  if (!bytes) throw refused(`it is larger than ${largestFile} bytes`);
  const json = parsed(Buffer.from(bytes).toString('utf8'));
  const metadata = Metadata.safeParse(json);
  if (!metadata.success) throw refused(explainIssues(metadata.error, json));
  return Object.entries(metadata.data).map(([name, value]) => ({ name, value }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refused('it is not JSON');
    throw cause;
  }
}

const refused = (why: string) => new RowRefused('bad-metadata', `its metadata file cannot be used: ${why}`);
