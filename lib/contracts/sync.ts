import * as z from 'zod/mini';

/**
 * A run of sync compares what a platform has with what is exported, and exports what was missed. Its state machine does
 * nothing but call SyncLabels again and again with what the call before answered: `SyncProgress`.
 */

const name = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const instant = z.iso.datetime();

/** Written by the command line and by the schedules; the input of an execution of sync-connection. */
export const SyncRequest = z.object({
  /** The name of a connection of labelwire.config.ts. */
  connection: name,
  /** Left out: those of the connection's routes; all that the credential shows where a route names none. */
  projects: z.optional(z.array(name)),
  /** Only what has changed since, by the platform's clock. `last`: since the last run. Left out: everything. */
  since: z.optional(z.union([instant, z.literal('last')])),
  /** `missed`: what is not exported as the platform has it. `failed`: labels that were given up, too. `all`: every label. */
  labels: z._default(z.enum(['missed', 'failed', 'all']), 'missed'),
  /** `stop`: the run ends with its counts, and a run that resumes it may export. */
  afterCounts: z._default(z.enum(['export', 'stop']), 'export'),
  /** Whether more than a tenth of a project's labels may be withdrawn. */
  allowDeletions: z._default(z.boolean(), false),
  /** Whether the files themselves are compared with the records, by their ETags. */
  files: z._default(z.boolean(), false),
  /** Nobody asked for it: what was there before the first run is left alone. */
  isAutomatic: z._default(z.boolean(), false),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

/** Goes on with a run that ended with its counts. */
export const SyncResumption = z.object({
  connection: name,
  resume: name,
  allowDeletions: z._default(z.boolean(), false),
});

/** The labels of a project, or of all of a run's projects, by what was found. */
export const SyncCounts = z.object({
  /** Labels that the platform listed. */
  listed: count,
  upToDate: count,
  /** On the platform and not exported. */
  missing: count,
  /** Exported as they were before. */
  stale: count,
  /** Given up before, and announced again. */
  failed: count,
  /** Given up before and not changed since: not announced again. */
  givenUp: count,
  /** A file is not there, or not as it was written. */
  damaged: count,
  /** Exported while the platform may have hidden an edit. An earlier version did not count them. */
  unsettled: z._default(count, 0),
  /** Exported with other formats or options than their route has now. An earlier version did not count them. */
  otherFormats: z._default(count, 0),
  /** Exported, and not on the platform any more. */
  gone: count,
  /** Of those that are gone: not withdrawn, since they are too many. */
  kept: count,
  /** Not missed by anybody: older than the first run of a schedule. */
  older: count,
  /** Files that no record named, and that were removed. */
  orphans: count,
});
export type SyncCounts = z.infer<typeof SyncCounts>;

export const noCounts: SyncCounts = {
  listed: 0,
  upToDate: 0,
  missing: 0,
  stale: 0,
  failed: 0,
  givenUp: 0,
  damaged: 0,
  unsettled: 0,
  otherFormats: 0,
  gone: 0,
  kept: 0,
  older: 0,
  orphans: 0,
};

/** What became of the labels that were announced. */
export const SyncOutcomes = z.object({
  exported: count,
  deleted: count,
  notTaken: count,
  /** Given up: they are in the dead letters. */
  failed: count,
  /** Not on the platform any more: withdrawn after further looks. An earlier version counted them among those that wait. */
  leaving: z._default(count, 0),
  /** Back in the queue: the platform does not show them, or is not there. */
  waiting: count,
});
export type SyncOutcomes = z.infer<typeof SyncOutcomes>;

export const noOutcomes: SyncOutcomes = { exported: 0, deleted: 0, notTaken: 0, failed: 0, leaving: 0, waiting: 0 };

/** An execution of export-labels that works on differences `start` (inclusive) to `end` (exclusive) of a page. */
const RunningExport = z.object({ execution: name, project: count, page: count, start: count, end: count });
export type RunningExport = z.infer<typeof RunningExport>;

export const syncSteps = [
  'projects',
  'records',
  'list',
  'unsettled',
  'gone',
  'files',
  'summary',
  'compared',
  'export',
  'ended',
] as const;

/** Written and read by SyncLabels, through the state machine; kept in S3 for those who watch the run. */
export const SyncProgress = z.object({
  request: SyncRequest,
  /** The name of the execution, and of the run's objects in S3. */
  run: name,
  startedAt: instant,
  step: z.enum(syncSteps),
  /** How many projects the run has, and which one it is at, from 0. */
  projects: count,
  project: count,
  /** Where the listing goes on (`LabelPage.next`). */
  after: z.optional(z.string()),
  /** Pages of the project written so far; while exporting, the page that is exported. */
  page: count,
  /** The next difference of the page to be exported. */
  position: count,
  /** The platform's own clock at the project's beginning. */
  at: z.optional(instant),
  /** Of the project. */
  counts: SyncCounts,
  totals: SyncCounts,
  announced: count,
  outcomes: SyncOutcomes,
  running: z.array(RunningExport),
  /** Projects that could not be compared. */
  refused: z.array(z.object({ project: name, error: name, message: z.string() })),
  /** Seconds until the next call. */
  waitSeconds: count,
  /** A project was refused, or deletions were held back. */
  isIncomplete: z.boolean(),
});
export type SyncProgress = z.infer<typeof SyncProgress>;

/** The input of SyncLabels: a run's beginning, or what the call before answered; `failure` where that call failed. */
const Failed = z.object({ Error: z.string(), Cause: z._default(z.string(), '') });
export const SyncCall = z.union([
  z.extend(SyncProgress, { failure: z.optional(Failed) }),
  z.object({
    begin: z.union([SyncResumption, SyncRequest]),
    run: name,
    startedAt: instant,
    failure: z.optional(Failed),
  }),
]);
export type SyncCall = z.infer<typeof SyncCall>;

/** Why a label is looked at again. */
export const differences = ['missing', 'stale', 'failed', 'damaged', 'unsettled', 'otherFormats', 'gone'] as const;

/** Kept in S3: what was found out about some labels of a project. */
export const SyncPage = z.object({
  differences: z.array(
    z.object({
      why: z.enum([...differences, 'all']),
      label: z.optional(name),
      dataUnit: z.optional(name),
      revision: z.optional(count),
    }),
  ),
  /** Ids of the labels that the platform listed. */
  listed: z.array(name),
  /** Where files are compared: the files of the labels' records. */
  files: z.array(z.object({ label: name, dataUnit: z.optional(name), key: name, etag: z.optional(z.string()) })),
});
export type SyncPage = z.infer<typeof SyncPage>;
export type SyncDifference = SyncPage['differences'][number];

/** Kept in S3: what was found out about a project. */
export const SyncSummary = z.object({
  project: name,
  counts: SyncCounts,
  pages: count,
  /** By the platform's clock, when the comparison began. */
  at: instant,
  isWhole: z.boolean(),
});
export type SyncSummary = z.infer<typeof SyncSummary>;

/** Kept in S3: up to when a project is reconciled. */
export const SyncedUntil = z.object({
  /** By the platform's clock: the next run asks for what has changed since, less a margin. */
  until: instant,
  /** A schedule misses nothing that is older; left out once the whole project was synced. */
  from: z.optional(instant),
  /** When all of the project was last compared. */
  wholeAt: z.optional(instant),
  run: name,
});
export type SyncedUntil = z.infer<typeof SyncedUntil>;
