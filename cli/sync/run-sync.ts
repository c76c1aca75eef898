import type { Configuration } from '../../lib/configuration/configuration.ts';
import { given } from '../../lib/contracts/given.ts';
import { printable } from '../../lib/contracts/printable.ts';
import type { SyncProgress, SyncRequest } from '../../lib/contracts/sync.ts';
import type { SyncApi } from './api.ts';
import { type Estimate, estimate, toSend } from './estimate.ts';
import { comparingText, countsText, estimateText, exportingText, outcomesText, settledOf } from './run-text.ts';
import { newestRun, newRunName, type Run } from './runs.ts';
import { type Clock, RunFailed, watch } from './watch.ts';

export type SyncCall = {
  readonly connection: string;
  readonly request: Omit<Partial<SyncRequest>, 'connection' | 'afterCounts'>;
  /** The newest run, instead of another one. */
  readonly attach: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly wait: boolean;
  /** Nothing is paid for. */
  readonly isLocal: boolean;
  /** The same call as a person would type it. */
  readonly typed: string;
  /** Ends every command that names this deployment: ` --stage prod`. */
  readonly where: string;
};

export type Terminal = {
  /** Somebody watches; without, a call ends as soon as the run goes on alone, unless it is to wait. */
  readonly isWatched: boolean;
  readonly canAsk: boolean;
  ask(question: string): Promise<boolean>;
  print(text: string): void;
  readonly progress: { show(text: () => string): void; end(): void };
};

export type SyncContext = {
  readonly api: SyncApi;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly configuration: Configuration;
};

export type FollowedRun = {
  readonly run: string;
  /** `counted`: nothing was sent, and the run waits for nobody but a person. */
  readonly status: 'counted' | 'running' | 'ended' | 'failed';
  readonly progress?: SyncProgress | undefined;
  readonly estimate?: Estimate | undefined;
  readonly failure?: { readonly error: string; readonly message: string } | undefined;
};

/** Begins a run, or finds the newest one, and shows it: its counts, then, where that is wanted, what becomes of the labels. */
export async function runSync(call: SyncCall, context: SyncContext): Promise<FollowedRun> {
  const run = call.attach ? await attached(call, context) : await begin(call, context);
  try {
    return await follow(run, call, context);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    const failure = { error: error.name, message: printable(error.message) };
    return { run: run.run, status: 'failed', progress: await context.api.progress(run.run), failure };
  } finally {
    context.terminal.progress.end();
  }
}

async function begin({ connection, request, yes }: SyncCall, { api, clock }: SyncContext): Promise<Run> {
  const run = newRunName(connection, clock.now());
  await api.start(run, given({ ...request, connection, afterCounts: yes ? 'export' : 'stop' }));
  return { run, execution: run, isResumed: false };
}

async function attached({ connection, where }: SyncCall, { api, terminal }: SyncContext): Promise<Run> {
  const newest = await newestRun(api, connection);
  if (!newest)
    throw new Error(`No sync of ${connection} was started yet. Start one: npx labelwire sync ${connection}${where}`);
  terminal.print(`run ${printable(newest.run)}`);
  return newest;
}

const isCompared = ({ step }: SyncProgress): boolean => step === 'export' || step === 'ended';
const hasExported = ({ step, request }: SyncProgress): boolean => step === 'ended' && request.afterCounts === 'export';

async function follow(run: Run, call: SyncCall, context: SyncContext): Promise<FollowedRun> {
  const { api, clock, terminal } = context;
  const stays = terminal.isWatched || call.wait;
  if (call.attach && !stays && (await api.describe(run.execution)).status === 'RUNNING') return look(run, context);
  const counts = await watch(run, api, clock, {
    // Of a run that is resumed, the counts at which it stopped may still be there.
    isThere: (progress) => isCompared(progress) && (!run.isResumed || progress.request.afterCounts === 'export'),
    onLook: (progress) => terminal.progress.show(() => comparingText(progress)),
  });
  terminal.progress.end();
  terminal.print(countsText(counts));
  const found = { run: run.run, progress: counts };
  if (hasExported(counts)) return { ...found, status: 'ended' };
  if (counts.request.afterCounts === 'export') return stays ? toTheEnd(run, context) : { ...found, status: 'running' };
  const estimated = estimateOf(counts, call, context);
  if (!(await isWanted(estimated, call, terminal))) return { ...found, status: 'counted', estimate: estimated };
  const execution = newRunName(call.connection, clock.now());
  const { allowDeletions = false } = call.request;
  await api.start(execution, { connection: call.connection, resume: run.run, allowDeletions });
  return stays ? toTheEnd({ ...run, execution, isResumed: true }, context) : { ...found, status: 'running' };
}

/** One look at a run that nobody waits for. */
async function look({ run }: Run, { api, terminal }: SyncContext): Promise<FollowedRun> {
  const progress = await api.progress(run);
  if (!progress || !isCompared(progress)) terminal.print(comparingText(progress));
  else terminal.print(`${countsText(progress)}\n${exportingText(progress, 0)}`);
  return { run, status: 'running', progress };
}

function estimateOf(counts: SyncProgress, { connection, isLocal }: SyncCall, { configuration }: SyncContext): Estimate {
  const { usd, ...others } = estimate(toSend(counts), connection, configuration);
  return given({ ...others, usd: isLocal ? undefined : usd });
}

/** Whether what was found is to be sent. */
async function isWanted(estimated: Estimate, call: SyncCall, { canAsk, ask, print }: Terminal): Promise<boolean> {
  const { dryRun, yes, typed } = call;
  if (estimated.labels === 0) {
    print('Nothing has to be sent.');
    return false;
  }
  if (yes) return true;
  if (!dryRun && canAsk) {
    if (await ask(`Send ${estimateText(estimated)} through the pipeline?`)) return true;
    print('Nothing was sent.');
    return false;
  }
  print(
    `To send: ${estimateText(estimated)}\nNothing was sent${dryRun ? ' (--dry-run)' : ''}. Send them: ${typed} --yes`,
  );
  return false;
}

async function toTheEnd(run: Run, { api, clock, terminal }: SyncContext): Promise<FollowedRun> {
  let first: { readonly settled: number; readonly at: number } | undefined;
  const progress = await watch(run, api, clock, {
    isThere: hasExported,
    onLook(current) {
      if (!current) return;
      const at = clock.now().getTime();
      const settled = settledOf(current);
      first ??= { settled, at };
      const seconds = (at - first.at) / 1000;
      const rate = seconds > 0 ? (settled - first.settled) / seconds : 0;
      terminal.progress.show(() => exportingText(current, rate));
    },
  });
  terminal.progress.end();
  return { run: run.run, status: 'ended', progress };
}

/** What is printed last, unless it is wrong. */
export const endText = (
  { status, progress }: FollowedRun,
  { connection, where, isLocal }: SyncCall,
): string | undefined => {
  if (status === 'ended' && progress) return outcomesText(progress, where);
  if (status !== 'running') return undefined;
  const place = isLocal ? 'in "npm start"' : 'in AWS';
  return `The run goes on ${place}. Look at it: npx labelwire sync ${connection} --attach${where}`;
};
