import { quoted } from '../../lib/contracts/printable.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import type { LabelName, LabelRecord } from '../../lib/store/record.ts';
import { recordHistory } from '../../lib/store/record-history.ts';
import { NotFound } from '../not-found.ts';
import { noVersions, revisionTime, shortCommit } from '../trace/revision-line.ts';

/**
 * The revision that is named by its time, by its number of microseconds, or by the beginning of its commit, as `labelwire
 * trace` prints them. Of several that fit the last that was written.
 */
export async function revisionNamed(store: ObjectStore, label: LabelName, which: string): Promise<LabelRecord> {
  const { revisions, keepsVersions } = await recordHistory(store, label);
  const found = revisions.find(
    ({ revision, commit }) =>
      String(revision) === which || revisionTime(revision) === which || (which.length >= 4 && commit.startsWith(which)),
  );
  if (found) return found;
  const wanted = `Label ${quoted(label.label)} must have a revision ${quoted(which)} in the bucket, but has none.`;
  const known = revisions.map(({ revision, commit }) => `${shortCommit(commit)} (${revisionTime(revision)})`);
  throw new NotFound(
    [
      wanted,
      ...(known.length > 0 ? [`There are: ${known.join(', ')}.`] : []),
      ...(keepsVersions ? [] : [noVersions]),
    ].join(' '),
  );
}

/** `revision of 2026-05-04T12:00:00.000Z, commit 3f2a91c0` */
export const revisionText = ({ revision, commit }: LabelRecord): string =>
  `revision of ${revisionTime(revision)}, commit ${shortCommit(commit)}`;
