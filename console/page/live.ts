import type { Window } from '../../cli/console/windows.ts';
import type { Status } from '../../cli/status/status.ts';

/** What was seen last, and why nothing newer is seen; with both, the status is an old one. An empty problem is none. */
export type Live = {
  /** Of the status. */
  readonly window: Window;
  readonly status?: Status;
  readonly seenAt?: Date;
  readonly problem?: string;
};
