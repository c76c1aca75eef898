import * as z from 'zod/mini';
import { nameAt } from './release-pattern.ts';

/**
 * A release is a frozen data set of one or several projects. Its state machine calls a step after the other; what they work
 * on lies in S3, so that only the places of it travel.
 */

const name = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const instant = z.iso.datetime();

/** Part of keys and of the name of an execution, which ends at 80 characters. */
export const ReleaseName = z.string().check(
  z.regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, {
    error: 'must be 1 to 60 lower-case letters, digits, "." and "-", and begin with a letter or digit',
  }),
);

/** `train`, `val`: part of the paths of files. */
const SplitName = z.string().check(
  z.regex(/^[a-z][a-z0-9_-]{0,39}$/, {
    error: 'must be 1 to 40 lower-case letters, digits, "_" and "-", and begin with a letter',
  }),
);

/** Each has files of its own in each format, whose places travel together from a state to the next. */
const mostSplits = 50;

/** Whether shares are 1 together, but for what adding them loses. */
export const isOne = (shares: readonly { readonly share: number }[]): boolean =>
  Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) <= 1e-9;

const areDifferent = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;

const SplitFields = z.object({
  /** In this order. A share is a part of 1; the shares are 1 together, but for a list, which needs none. */
  shares: z.array(z.object({ name: SplitName, share: z.number().check(z.gte(0), z.lte(1)) })).check(
    z.minLength(1),
    z.maxLength(mostSplits),
    z.refine((shares) => areDifferent(shares.map((each) => each.name)), { error: 'must name each split once' }),
  ),
  /** A regular expression. What its first group finds in a unit's name says which units go together. */
  by: z.optional(name),
  /** The key of a list of the user's own: a line a unit, `name<TAB>split`. */
  list: z.optional(name),
});
export const Split = SplitFields.check(
  z.refine(({ shares, list }) => list !== undefined || isOne(shares), {
    error: 'must have shares that are 1 together',
  }),
);
export type Split = z.infer<typeof Split>;

/** Which schedule asks for a release, by the pattern of its names, and the time that it was due at. */
const Due = z.object({ name, at: instant });

/** What there is to choose; of `labels` and `layout` the first is the default. */
export const releaseChoices = {
  labels: ['newest', 'ground-truth', 'all'],
  state: ['submitted', 'approved'],
  layout: ['shards', 'files', 'webdataset'],
} as const;

/** Made by the command line, or of a `ScheduledRequest`; kept in `build.json`. */
export const ReleaseRequest = z.object({
  schema: z.literal(1),
  release: ReleaseName,
  projects: z.array(z.object({ connection: name, project: name })).check(
    z.minLength(1),
    z.maxLength(100),
    z.refine((projects) => areDifferent(projects.map(({ connection, project }) => [connection, project])), {
      error: 'must name each project once',
    }),
  ),
  /** In the order of their trees. `options` are what the user wrote; the format checks them. */
  formats: z.array(z.object({ id: name, options: z.optional(z.unknown()) })).check(z.minLength(1), z.maxLength(50)),
  split: z.optional(Split),
  /**
   * Which labels are in it, where several people labelled one data unit. `newest`: of each unit the newest. `ground-truth`:
   * ground truth alone, of several the newest. `all`: each of them.
   */
  labels: z.enum(releaseChoices.labels),
  /** Only labels that are at least so far; left out: however far. */
  state: z.optional(z.enum(releaseChoices.state)),
  /**
   * `shards`: the files of units in tar files. `files`: each an object of its own. `webdataset`: in tar files which the library
   * of that name reads, a sample a unit.
   */
  layout: z.enum(releaseChoices.layout),
  /** Only of a release that a schedule asked for. */
  schedule: z.optional(Due),
});
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;

/** What a schedule starts build-release with: its name follows from the time that it was due at, however often it is delivered. */
export const ScheduledRequest = z.extend(z.omit(ReleaseRequest, { release: true }), { schedule: Due });
export type ScheduledRequest = z.infer<typeof ScheduledRequest>;

const nameOf = ({ schedule }: Pick<ScheduledRequest, 'schedule'>): string => nameAt(schedule.name, schedule.at);

/** The input of an execution of build-release. */
const NamedRequest = z.union([
  ReleaseRequest,
  z.pipe(
    z.pipe(
      ScheduledRequest,
      z.transform((request: ScheduledRequest): ReleaseRequest => ({ release: nameOf(request), ...request })),
    ),
    ReleaseRequest,
  ),
]);

/** `build.json`: who builds the release. It is written if absent, and stays: a name is built once. */
export const ReleaseBuild = z.object({
  schema: z.literal(1),
  /** The name of the execution. */
  run: name,
  startedAt: instant,
  request: ReleaseRequest,
});
export type ReleaseBuild = z.infer<typeof ReleaseBuild>;

/** Read by PlanRelease. */
export const ReleaseToPlan = z.object({ run: name, startedAt: instant, request: NamedRequest });
export type ReleaseToPlan = z.infer<typeof ReleaseToPlan>;

/** Which build a step works for. */
const Build = z.object({ release: ReleaseName, run: name });
export type Build = z.infer<typeof Build>;

/** Written by PlanRelease; the two Maps read the list of batches at `bucket` and `key`. */
export const PlannedRelease = z.extend(Build, {
  bucket: name,
  /** With the bucket's prefix. */
  key: name,
  /** A schedule delivered a time twice, and another execution builds its release: there is nothing to do, and no batch. */
  isRepeated: z.boolean(),
  batches: count,
  labels: count,
});
export type PlannedRelease = z.infer<typeof PlannedRelease>;

/** One item of the list that the Maps read; `batch` counts from 0. */
export const ReleaseBatch = z.object({ batch: count, labels: count });
export type ReleaseBatch = z.infer<typeof ReleaseBatch>;

/** Read by SurveyBatch and WriteBatch. */
export const BatchToBuild = z.extend(Build, { batch: ReleaseBatch });
export type BatchToBuild = z.infer<typeof BatchToBuild>;

/** All that a child of a Map answers: the answers of ten thousand have to fit into 256 KiB. */
export const Done = z.literal('ok');

/** Read by SettleRelease. */
export const ReleaseToSettle = z.extend(Build, { batches: count });
export type ReleaseToSettle = z.infer<typeof ReleaseToSettle>;

/** A file of a whole data set, or of one of its splits. */
export const OutputFile = z.object({
  /** The place of its format in the request, from 0. */
  format: count,
  /** Of a format whose files have no splits in them, which has a tree for each; and of samples. */
  split: z.optional(SplitName),
  /** Below the format's tree. */
  path: name,
  /** With the layout `webdataset`: not one file, but all tar files of the split; their names begin with `path`. */
  samples: z.optional(z.literal(true)),
});
export type OutputFile = z.infer<typeof OutputFile>;

/** Written by SettleRelease; the Map AssembleEachFile reads `outputs`. */
export const SettledRelease = z.object({ outputs: z.array(OutputFile) });
export type SettledRelease = z.infer<typeof SettledRelease>;

/** Read by AssembleFile. */
export const FileToAssemble = z.extend(Build, { batches: count, output: OutputFile });
export type FileToAssemble = z.infer<typeof FileToAssemble>;

const Failure = z.object({ Error: z.string(), Cause: z._default(z.string(), '') });

/** Of a build whose request may be all that is known of it. */
const FailedRequest = z.object({
  run: name,
  request: z.union([
    z.object({ release: ReleaseName }),
    z.pipe(
      z.object({ schedule: Due }),
      z.transform((request: Pick<ScheduledRequest, 'schedule'>) => ({ release: nameOf(request) })),
    ),
  ]),
  failure: Failure,
});

/** Read by FinishRelease: a release to commit, or a build that failed and says why. */
export const ReleaseToFinish = z.union([
  z.extend(Build, { failure: Failure }),
  z.pipe(
    FailedRequest,
    z.transform(({ run, request: { release }, failure }) => ({ release, run, failure })),
  ),
  z.extend(Build, { batches: count }),
]);
export type ReleaseToFinish = z.infer<typeof ReleaseToFinish>;

/** Written by FinishRelease. */
export const FinishedRelease = z.object({ status: z.enum(['released', 'failed']) });
export type FinishedRelease = z.infer<typeof FinishedRelease>;
