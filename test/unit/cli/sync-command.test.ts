import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../cli/progress-line.ts';
import type { SyncApi, SyncExecution } from '../../../cli/sync/api.ts';
import { estimate } from '../../../cli/sync/estimate.ts';
import { problemsOf, runJson } from '../../../cli/sync/report.ts';
import { endText, runSync, type SyncCall } from '../../../cli/sync/run-sync.ts';
import { estimateText, exportingText } from '../../../cli/sync/run-text.ts';
import { newestRun, newRunName } from '../../../cli/sync/runs.ts';
import { shellWord } from '../../../lib/contracts/shell-word.ts';
import {
  noCounts,
  noOutcomes,
  type SyncCounts,
  type SyncProgress,
  SyncRequest,
  type SyncSummary,
} from '../../../lib/contracts/sync.ts';

const start = Date.parse('2026-05-04T12:00:00.000Z');
const at = (counts: Partial<SyncCounts>): SyncCounts => ({ ...noCounts, ...counts });

const aProgress = (parts: Partial<SyncProgress> = {}): SyncProgress => ({
  request: SyncRequest.parse({ connection: 'labelbox', afterCounts: 'stop' }),
  run: 'a-run',
  startedAt: '2026-05-04T12:00:00.000Z',
  step: 'ended',
  projects: 1,
  project: 1,
  page: 0,
  position: 0,
  counts: noCounts,
  totals: at({ listed: 100, upToDate: 60, missing: 38, stale: 2 }),
  announced: 0,
  outcomes: noOutcomes,
  running: [],
  refused: [],
  waitSeconds: 0,
  isIncomplete: false,
  ...parts,
});

const exporting = (parts: Partial<SyncProgress> = {}): SyncProgress =>
  aProgress({
    request: SyncRequest.parse({ connection: 'labelbox', afterCounts: 'export' }),
    step: 'export',
    ...parts,
  });

/** One look each; the last one stays. */
type Looks = readonly (Partial<SyncExecution> & { readonly progress?: SyncProgress })[];

/** A deployment whose runs go as they are written down, and a clock that passes only while somebody sleeps. */
function deployment(looks: Looks, { summaries = [] as SyncSummary[], executions = [] as string[] } = {}) {
  const started: { name: string; input: object }[] = [];
  let looked = -1;
  let now = start;
  const current = () => looks[Math.min(looked, looks.length - 1)] ?? {};
  const api: SyncApi = {
    start: async (name, input) => void started.push({ name, input }),
    async describe() {
      looked += 1;
      return { status: 'RUNNING', input: '{"connection":"labelbox"}', ...current() };
    },
    async *executions() {
      yield* executions;
    },
    progress: async () => current().progress,
    summaries: async () => summaries,
  };
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  const clock = { now: () => new Date(now), sleep };
  return { api, clock, started };
}

const aCall = (parts: Partial<SyncCall> = {}): SyncCall => ({
  connection: 'labelbox',
  request: {},
  attach: false,
  dryRun: false,
  yes: false,
  wait: false,
  isLocal: false,
  typed: 'npx labelwire sync labelbox --stage prod',
  where: ' --stage prod',
  ...parts,
});

const configuration = { platforms: { labelbox: {} }, routes: [{ platform: 'labelbox', formats: { canonical: {} } }] };

type Manner = { readonly isWatched?: boolean; readonly answer?: boolean };

async function run(on: ReturnType<typeof deployment>, call: SyncCall, { isWatched = false, answer }: Manner = {}) {
  const printed: string[] = [];
  const asked: string[] = [];
  const painted: string[] = [];
  const stream = { isTTY: isWatched, write: (text: string) => painted.push(text) };
  const terminal = {
    isWatched,
    canAsk: answer !== undefined,
    ask: async (question: string) => {
      asked.push(question);
      return answer === true;
    },
    print: (text: string) => void printed.push(text),
    progress: new ProgressLine(stream, () => on.clock.now().getTime()),
  };
  const followed = await runSync(call, { ...on, terminal, configuration });
  const text = endText(followed, call);
  if (text !== undefined) printed.push(text);
  const problems = await problemsOf(followed, call, on.api);
  return { followed, printed: printed.join('\n'), asked, painted, problems };
}

describe('labelwire sync', () => {
  it('counts, asks, resumes the run, and says what became of the labels', async () => {
    const ended = { exported: 37, deleted: 0, notTaken: 1, failed: 1, leaving: 1, waiting: 0 };
    const on = deployment([
      {},
      { progress: aProgress({ step: 'list', projects: 2, project: 0 }) },
      { progress: aProgress() },
      { progress: aProgress() },
      { progress: exporting({ outcomes: { ...noOutcomes, exported: 20 } }) },
      { progress: exporting({ step: 'ended', announced: 40, outcomes: ended }) },
    ]);
    const { printed, asked, problems } = await run(on, aCall(), { isWatched: true, answer: true });
    expect(asked).toEqual([
      expect.stringMatching(/^Send 40 labels \(less than a minute, .*USD\) through the pipeline\?$/),
    ]);
    const [first, second] = on.started;
    expect(first).toMatchObject({ input: { connection: 'labelbox', afterCounts: 'stop' } });
    expect(first?.name).toMatch(/^sync-labelbox-20260504T120000-[0-9a-f]{8}$/);
    expect(second?.input).toEqual({ connection: 'labelbox', resume: first?.name, allowDeletions: false });
    expect(printed.split('\n')).toEqual([
      'labelbox, 1 project: 100 labels on the platform',
      '  60 up to date',
      '  38 missing: on the platform, never exported',
      '   2 stale: changed since they were exported',
      '✓ 37 exported',
      '✓ 1 not taken: their route passes over them (take, labels)',
      '… 1 gone from the platform: withdrawn within minutes, after three more looks that do not show them',
      '✗ 1 in the dead letters → npx labelwire dlq list --stage prod',
    ]);
    expect(problems).toEqual(['1 label went to the dead letters.']);
  });

  it('sends nothing where the answer is no, and takes that for an answer', async () => {
    const on = deployment([{ progress: aProgress() }]);
    const { printed, problems, followed } = await run(on, aCall(), { isWatched: true, answer: false });
    expect(printed).toMatch(/Nothing was sent\.$/);
    expect([on.started.length, followed.status, problems]).toEqual([1, 'counted', []]);
  });

  it('stops at the counts where nobody can be asked, and says which command exports', async () => {
    const on = deployment([{ progress: aProgress() }]);
    const { printed, asked } = await run(on, aCall());
    expect(printed).toMatch(/Nothing was sent\. Send them: npx labelwire sync labelbox --stage prod --yes$/);
    expect([asked, on.started.length]).toEqual([[], 1]);
  });

  it('exports without a question where it is given --yes, and stays only where it is to wait', async () => {
    const looks = [
      { progress: exporting() },
      { progress: exporting({ step: 'ended', outcomes: { ...noOutcomes, exported: 40 } }) },
    ];
    const gone = await run(deployment(looks), aCall({ yes: true }));
    expect(gone.printed).toMatch(
      /The run goes on in AWS\. Look at it: npx labelwire sync labelbox --attach --stage prod$/,
    );
    const on = deployment(looks);
    const stayed = await run(on, aCall({ yes: true, wait: true }));
    expect(stayed.printed).toMatch(/✓ 40 exported$/);
    expect(on.started.map(({ input }) => input)).toEqual([{ connection: 'labelbox', afterCounts: 'export' }]);
  });

  it('asks nothing where nothing is to be sent', async () => {
    const on = deployment([{ progress: aProgress({ totals: at({ listed: 3, upToDate: 3 }) }) }]);
    const { printed, asked } = await run(on, aCall(), { isWatched: true, answer: true });
    expect(printed).toBe('labelbox, 1 project: 3 labels on the platform\n  3 up to date\nNothing has to be sent.');
    expect(asked).toEqual([]);
  });

  it('says how many deletions of how many were held back, and the command that allows them', async () => {
    const totals = at({ listed: 7, upToDate: 7, gone: 3, kept: 3 });
    const summaries = [{ project: 'a b', counts: totals, pages: 1, at: '2026-05-04T12:00:00.000Z', isWhole: true }];
    const on = deployment(
      [{ status: 'FAILED', error: 'SyncIncomplete', progress: aProgress({ totals, isIncomplete: true }) }],
      {
        summaries,
      },
    );
    const { printed, problems } = await run(on, aCall());
    expect(printed).toContain('3 of those are not withdrawn');
    expect(problems).toEqual([
      `Gone from the platform, and not withdrawn, since that is more than a tenth: 3 of 10 labels of project a b. If they really were deleted: npx labelwire sync labelbox --project 'a b' --allow-deletions --stage prod`,
    ]);
  });

  it('says why a project could not be compared, and lets no text of a platform move the cursor', async () => {
    const refused = [{ project: 'p', error: 'PlatformRefused', message: 'no \u001b[2J access' }];
    const on = deployment([{ progress: aProgress({ projects: 2, refused, isIncomplete: true }) }]);
    const { printed, problems } = await run(on, aCall());
    expect(printed).toContain('✗ project p could not be compared: PlatformRefused: no \\u001b[2J access');
    expect(problems).toEqual(['1 of 2 projects could not be compared, for the reasons above.']);
  });

  it('says in one sentence why a run failed', async () => {
    const cause = JSON.stringify({ errorMessage: '[SyncLabels] Labelbox refuses the API key (401).' });
    const failed = await run(deployment([{ status: 'FAILED', error: 'PlatformRefused', cause }]), aCall());
    expect(failed.problems).toEqual([
      expect.stringMatching(
        /^The run sync-labelbox-\S+ failed with PlatformRefused: Labelbox refuses the API key \(401\)\.$/,
      ),
    ]);
    const stopped = await run(deployment([{ status: 'ABORTED' }]), aCall());
    expect(stopped.problems).toEqual([expect.stringMatching(/failed with ABORTED: Somebody stopped it\.$/)]);
  });

  it('prints a line every ten seconds where there is no terminal', async () => {
    const looks = Array.from({ length: 20 }, () => ({ progress: exporting() }));
    const done = { progress: exporting({ step: 'ended' }) };
    const { painted } = await run(deployment([...looks, done]), aCall({ yes: true, wait: true }));
    expect(painted.length).toBeGreaterThan(1);
    expect(painted.length).toBeLessThan(6);
    for (const line of painted) expect(line).toMatch(/^exporting ░+ 0 of 40.*\n$/);
  });
});

describe('labelwire sync --attach', () => {
  const ours = newRunName('labelbox', new Date(start));

  it('finds the newest run of the connection, whoever began it', async () => {
    const inputs: Record<string, string> = {
      [newRunName('labelbox-eu', new Date(start))]: '{"connection":"labelbox-eu"}',
      'odd-one': 'no JSON',
      'of-a-schedule': '{"connection":"encord","since":"last"}',
      [ours]: JSON.stringify({ connection: 'labelbox', resume: 'before' }),
    };
    const { api } = deployment([], { executions: Object.keys(inputs) });
    const described: string[] = [];
    const describing = {
      ...api,
      describe: async (name: string) => {
        described.push(name);
        return { status: 'RUNNING', input: inputs[name] ?? '' };
      },
    };
    expect(await newestRun(describing, 'labelbox')).toEqual({ run: 'before', execution: ours, isResumed: true });
    expect(described).toHaveLength(3);
    expect(await newestRun(describing, 'encord')).toMatchObject({ run: 'of-a-schedule', isResumed: false });
    expect(await newestRun(describing, 'label-studio')).toBeUndefined();
  });

  it('shows a run that has ended like one that was watched', async () => {
    const ended = exporting({ step: 'ended', outcomes: { ...noOutcomes, exported: 40 } });
    const on = deployment([{ status: 'SUCCEEDED', progress: ended }], { executions: [ours] });
    const { printed } = await run(on, aCall({ attach: true, wait: true }));
    expect(printed).toMatch(/^run sync-labelbox-.*\nlabelbox, 1 project: 100 labels[^✓]*✓ 40 exported$/);
    expect(on.started).toEqual([]);
  });

  it('shows one that ended even where nobody is at a terminal, and takes one look at one that runs', async () => {
    const ended = exporting({ step: 'ended', outcomes: { ...noOutcomes, exported: 40 } });
    const over = deployment([{ status: 'SUCCEEDED', progress: ended }], { executions: [ours] });
    expect((await run(over, aCall({ attach: true }))).printed).toMatch(/✓ 40 exported$/);
    const going = deployment([{ progress: exporting({ outcomes: { ...noOutcomes, exported: 10 } }) }], {
      executions: [ours],
    });
    expect((await run(going, aCall({ attach: true }))).printed).toMatch(/10 of 40\nThe run goes on in AWS/);
  });

  it('says how to start one where none was', async () => {
    const none = run(deployment([]), aCall({ attach: true }));
    await expect(none).rejects.toThrow('Start one: npx labelwire sync labelbox --stage prod');
  });
});

describe('what a sync says', () => {
  it('estimates twenty labels a second and what they cost, and leaves out what nobody counted', () => {
    const large = estimate(50_000, 'labelbox', configuration);
    expect(large.seconds).toBe(2_500);
    expect(estimateText(large)).toMatch(/^50,000 labels \(about 42 min, about \d+\.\d\d USD\)$/);
    const own = { ...configuration, routes: [{ platform: 'labelbox', formats: { mine: {} } }] };
    expect(estimate(10, 'labelbox', own).usd).toBeUndefined();
  });

  it('shows how far it is, how fast, and what is left', () => {
    const text = exportingText(
      exporting({ outcomes: { ...noOutcomes, exported: 19, failed: 1 }, waitSeconds: 60 }),
      0.1,
    );
    expect(text).toBe(
      'exporting ████████████░░░░░░░░░░░░ 20 of 40 · 1 dead letter · 0.1 a second · 3 min left · the platform does not answer, and is tried again each minute',
    );
  });

  it('says the same for programs, in plain words', () => {
    const progress = exporting({ step: 'ended', announced: 40, outcomes: { ...noOutcomes, exported: 39, failed: 1 } });
    expect(runJson({ run: 'a-run', status: 'ended', progress }, 'labelbox')).toMatchObject({
      connection: 'labelbox',
      status: 'ended',
      counts: { onPlatform: 100, upToDate: 60, missing: 38, stale: 2, gone: 0 },
      toSend: 40,
      sent: 40,
      outcomes: { exported: 39, deadLetters: 1, waiting: 0 },
      refused: [],
    });
  });

  it('quotes what a shell would take apart', () => {
    expect([shellWord('cm3-x_1'), shellWord("it's"), shellWord('$(x)')]).toEqual(['cm3-x_1', `'it'\\''s'`, `'$(x)'`]);
  });
});
