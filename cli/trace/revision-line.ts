import { given } from '../../lib/contracts/given.ts';
import type { LabelRecord } from '../../lib/store/record.ts';

/** A revision that was exported and that the bucket still has, in short. */
export type RevisionLine = {
  /** Microseconds since 1970. */
  readonly revision: number;
  /** Names it, with its first eight characters too. */
  readonly commit: string;
  /** The platform's own word. */
  readonly state?: string;
  readonly writtenAt: string;
};

export const revisionLine = ({ revision, commit, state, writtenAt }: LabelRecord): RevisionLine => ({
  revision,
  commit,
  ...given({ state }),
  writtenAt,
});

/** Of microseconds since 1970, in ISO 8601. */
export const revisionTime = (revision: number): string => new Date(revision / 1_000).toISOString();

export const shortCommit = (commit: string): string => commit.slice(0, 8);

/** What a bucket without versions is answered with. */
export const noVersions =
  'The bucket keeps no versions: what is replaced is gone. Switch versioning on, and later revisions stay (docs/deploy.md, “Your own bucket”).';
