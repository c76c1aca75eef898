import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';

const count = z.int().check(z.nonnegative());

/** One task of the platform: first `sending`, then `sent` with its id, then `done` with what became of its rows. */
const Task = z.object({
  rows: count,
  status: z.enum(['sending', 'sent', 'done']),
  /** It may have been sent before, so rows that the platform already has are ours. */
  isUncertain: z.boolean(),
  id: z.optional(z.string()),
  created: z.optional(count),
  failed: z.optional(count),
});

/** One listing and what of it was sent. */
const Round = z.object({
  rows: count,
  refused: count,
  skipped: count,
  /** Sent in an earlier round, and so not again. */
  known: count,
  reasons: z.record(z.string(), count),
  hasMetadata: z.boolean(),
  tasks: z.array(Task),
  isSent: z.boolean(),
});

const State = z.object({
  version: z.literal(1),
  /** What the files of the folder were made from; another call must not resume them. */
  recipe: z.string(),
  bucket: z.string(),
  region: z.string(),
  name: z.string(),
  dataset: z.optional(z.string()),
  /** The data set was requested and the answer is not known. */
  isBeingMade: z.optional(z.boolean()),
  rounds: z.array(Round),
});

export type Task = z.infer<typeof Task>;
export type Round = z.infer<typeof Round>;
export type State = z.infer<typeof State>;

export const fingerprint = (recipe: unknown): string =>
  createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 16);

/** The folder of one data set: import files, what became of each row, and how far the run got. */
export class Job {
  readonly folder: string;
  state: State;

  private constructor(folder: string, state: State) {
    this.folder = folder;
    this.state = state;
  }

  /** Resumes what the folder contains. Throws when another call made it. */
  static async open(folder: string, fresh: Omit<State, 'version' | 'rounds'>): Promise<Job> {
    const saved = await readState(folder);
    if (saved && saved.recipe !== fresh.recipe) {
      throw new Error(
        `${folder} contains the data set of another call (bucket, prefix, type, CSV or another option is different). Give this call a folder of its own: --out <folder>.`,
      );
    }
    const job = new Job(folder, saved ?? { version: 1, rounds: [], ...fresh });
    await mkdir(folder, { recursive: true });
    if (!saved) await job.save();
    return job;
  }

  /** The folder as it is; undefined where it does not contain a data set. */
  static async read(folder: string): Promise<Job | undefined> {
    const state = await readState(folder);
    return state && new Job(folder, state);
  }

  rowsFile = (round: number): string => join(this.folder, `round-${round + 1}.rows.jsonl`);
  refusedFile = (round: number): string => join(this.folder, `round-${round + 1}.refused.jsonl`);
  resultsFile = (round: number, task: number): string =>
    join(this.folder, `round-${round + 1}.task-${task + 1}.results.jsonl`);
  get reportFile(): string {
    return join(this.folder, 'report.jsonl');
  }

  /** Leaves a whole file behind even when the machine stops in between. */
  async save(): Promise<void> {
    const path = stateFile(this.folder);
    const handle = await open(`${path}.partial`, 'w');
    await handle.writeFile(`${JSON.stringify(this.state, null, 2)}\n`);
    await handle.sync();
    await handle.close();
    await rename(`${path}.partial`, path);
  }
}

const stateFile = (folder: string): string => join(folder, 'state.json');

async function readState(folder: string): Promise<State | undefined> {
  const path = stateFile(folder);
  if (!existsSync(path)) return undefined;
  const json: unknown = JSON.parse(await readFile(path, 'utf8'));
  const parsed = State.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${path} cannot be resumed: ${explainIssues(parsed.error, json)}.`);
}
