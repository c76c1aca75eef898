import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import type { MetadataValue } from '../../lib/platforms/access.ts';
import type { SourceBucket } from './bucket.ts';
import { RowRefused } from './refused.ts';

const largestFile = 64 * 1024;

const Metadata = z.record(z.string().check(z.minLength(1)), z.union([z.number(), z.string()]));

/** Reads `{ "<field>": "text" | number, … }`. `longest`: how many characters a text may have. Throws RowRefused. */
export async function metadataAt(
  bucket: SourceBucket,
  key: string,
  longest: number,
): Promise<readonly MetadataValue[]> {
  const bytes = await bucket.read(key, largestFile);
  if (!bytes) throw refused(`it must have at most ${largestFile} bytes`);
  const json = parsed(Buffer.from(bytes).toString('utf8'));
  const metadata = Metadata.safeParse(json);
  if (!metadata.success) throw refused(explainIssues(metadata.error, json));
  const values = Object.entries(metadata.data).map(([name, value]) => ({ name, value }));
  const long = values.find(({ value }) => typeof value === 'string' && value.length > longest);
  if (long) throw refused(`${long.name} must have at most ${longest} characters`);
  return values;
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
