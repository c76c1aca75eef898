import { InvalidRequest } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { Label } from '../label/label.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { parseLines } from './build-objects.ts';
import { releaseFiles } from './layout.ts';

/** The labels of a batch as they were when the build began. */
export async function frozenLabels(
  store: Pick<ObjectStore, 'get'>,
  release: string,
  batch: number,
): Promise<readonly Label[]> {
  const key = keys.release(release, releaseFiles.labels(batch));
  const frozen = await store.get(key);
  if (frozen) return parseLines<Label>(frozen.bytes);
  throw new InvalidRequest(`The build has lost ${key}. Delete the release and create it again.`);
}
