import assert from 'node:assert/strict';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import type { LabelRecord } from '../../../../lib/store/record.ts';
import type { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';

/** The record says so, and each of its files is in the bucket with just the bytes it names. */
export async function expectExported(
  on: Deployment,
  platform: ServedPlatform,
  label: ServedLabel,
): Promise<LabelRecord> {
  const found = await on.exported(platform, label);
  if (!found) {
    const letters = await on.deadLetters(label.project);
    const reasons = letters.map(({ error, message }) => `${error}: ${message}`).slice(0, 3);
    assert.fail(`There is no record of ${label.label}. Dead letters of its project: ${reasons.join(' | ') || 'none'}.`);
  }
  const { record, wrong } = found;
  assert.equal(record.status, 'exported');
  assert.deepEqual(wrong, [], `Files of ${label.label} are not as its record says.`);
  assert(Object.keys(record.files).length > 0, `The record of ${label.label} names no files.`);
  return record;
}
