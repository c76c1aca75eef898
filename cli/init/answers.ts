import type { Connection } from '../../lib/configuration/connections.ts';
import type { ListedProject } from '../../lib/platforms/platform.ts';

/** What a key opens, or why that is not known. A key that the platform refuses is neither: it ends in its error. */
export type KeyCheck =
  | { readonly key: 'accepted'; readonly projects: readonly ListedProject[] }
  | { readonly key: 'unchecked'; readonly reason: string };

/** A connection, its key's check, and the projects that are exported; none: all of them. */
export type ChosenConnection = {
  readonly connection: Connection;
  readonly check: KeyCheck;
  readonly projects: readonly ListedProject[];
};

export type Answers = {
  readonly connections: readonly ChosenConnection[];
  readonly formats: readonly string[];
  /** The user's own bucket; undefined: the stack makes one. */
  readonly bucket: string | undefined;
  /** An address; `off`: no alarms at all; undefined: nobody gets them yet. */
  readonly alarms: { readonly email: string } | 'off' | undefined;
  readonly stage: string;
};
