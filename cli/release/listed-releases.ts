import { releaseNames, standingRelease } from '../../lib/release/standing.ts';
import { settled } from '../../lib/store/settled.ts';
import type { ReleaseApi } from './api.ts';
import { type ListedRelease, statusOf } from './release-text.ts';

/** Every release of a deployment, and what was begun and is none. */
export async function listedReleases(api: ReleaseApi): Promise<ListedRelease[]> {
  const names = await releaseNames(api.store);
  const found = await settled(names.map((name) => () => listedRelease(name, api)));
  return found.filter((one) => one !== undefined);
}

export async function listedRelease(name: string, api: ReleaseApi): Promise<ListedRelease | undefined> {
  const standing = await standingRelease(api.store, name);
  if (!standing) return undefined;
  const { release: built, failure, build } = standing;
  const execution = built || failure || !build ? undefined : await api.status(build.run);
  return { ...standing, status: statusOf(standing, execution) };
}

/** As the commands print it with `--json`. */
export const releaseJson = ({ name, status, release: built, failure, build, damage }: ListedRelease) => ({
  name,
  status,
  release: built,
  failure,
  build,
  damage,
});
