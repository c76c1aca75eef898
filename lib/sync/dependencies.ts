import type { Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelGroup } from '../contracts/payloads.ts';
import type { SyncProgress } from '../contracts/sync.ts';
import type { PlatformApi, Reader } from '../platforms/platform.ts';
import type { ObjectStore } from '../store/object-store.ts';

export type SyncDependencies = {
  readonly store: ObjectStore;
  readonly reader: Reader;
  readonly api: PlatformApi;
  /** The projects that the connection's routes name; undefined where a route takes all of them. */
  readonly routedProjects: readonly string[] | undefined;
  /** The trees of the project's formats. */
  rootsOf(project: Project): readonly string[];
  readonly version: string;
  /** A digest of what the configuration says of the project: another configuration may read a label that was given up. */
  configurationOf(project: Project): string;
  /** Of the formats that the project's route has now; undefined where it has none. */
  formatsDigestOf(project: Project): string | undefined;
  /** Starts an execution of export-labels; `known` when one of this name ran or runs already. */
  start(name: string, group: LabelGroup): Promise<'started' | 'known'>;
  isRunning(execution: string): Promise<boolean>;
  remainingMilliseconds(): number;
  readonly log: Log;
};

/**
 * Milliseconds that a call keeps for one more piece of work: a page of a slow platform, whose requests take up to two minutes, or
 * the comparison of five thousand labels. With less left, the next call goes on.
 */
const reserve = 180_000;

export const isTimeUp = ({ remainingMilliseconds }: SyncDependencies): boolean => remainingMilliseconds() < reserve;

/**
 * One step of a run: the progress after each piece of its work, as often as it would be a pity to lose it. It ends with another
 * `step`. Run again from any of them, it does the same.
 */
export type SyncStep = (progress: SyncProgress, dependencies: SyncDependencies) => AsyncIterable<SyncProgress>;
