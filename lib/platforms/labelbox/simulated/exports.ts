import { randomUUID } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Json, ServedLabel } from '../../testing.ts';
import { here } from './files.ts';

/** https://docs.labelbox.com/docs/limits */
const mostRunning = { project: 10, workspace: 20 };
/** An export whose client has gone away ends by itself, and no longer counts. */
const longestRunMilliseconds = 60_000;
/** Labelbox keeps an export for days; here it is read at once. */
const keptMilliseconds = 5 * 60_000;

export type ExportInput = {
  readonly project: string;
  /** Left out: every data row of the project. */
  readonly dataRows?: readonly string[];
  /** Data rows with activity since, in whole seconds of UTC: `2026-05-04 12:00:00`. */
  readonly since?: string;
  readonly params: Json;
  /** The origin of this server, as its client knows it. */
  readonly origin: string;
};

/** A data row of export v2, with as much of it as serving it needs. */
export type ExportRow = Json & {
  readonly data_row: Json & { readonly id: string };
  readonly projects: Readonly<Record<string, Json & { readonly labels: readonly Json[] }>>;
};

type Task = {
  readonly project: string;
  readonly file: Uint8Array;
  readonly startedAt: number;
  readonly createdAt: string;
  looks: number;
};

/** Bytes `start` to `end`, both included. */
export type Part = { readonly start: number; readonly end: number; readonly bytes: Uint8Array };

/**
 * The export tasks of a server. A task is IN_PROGRESS at the first look and COMPLETE at the next. Its id says what was asked
 * for, so that several servers of the same labels know each other's tasks, as behind one address in AWS Lambda.
 */
export class Exports {
  readonly #labels: () => readonly ServedLabel[];
  readonly #tasks = new Map<string, Task>();

  constructor(labels: () => readonly ServedLabel[]) {
    this.#labels = labels;
  }

  /** The task's id; undefined when the project, or the workspace, already runs as many exports as it may. */
  start(input: ExportInput): string | undefined {
    for (const [id, { startedAt }] of this.#tasks)
      if (performance.now() - startedAt > keptMilliseconds) this.#tasks.delete(id);
    const running = [...this.#tasks.values()].filter((task) => statusOf(task) === 'IN_PROGRESS');
    const ofProject = running.filter(({ project }) => project === input.project);
    if (ofProject.length >= mostRunning.project || running.length >= mostRunning.workspace) return undefined;
    const createdAt = new Date().toISOString();
    const id = written({ ...input, createdAt, unique: randomUUID() });
    this.#add(id, { ...input, createdAt }, 0);
    return id;
  }

  #add(id: string, { createdAt, ...input }: Started, looks: number): Task {
    const file = fileOf(input, this.#labels());
    const task = { project: input.project, file, startedAt: performance.now(), createdAt, looks };
    this.#tasks.set(id, task);
    return task;
  }

  /** Another server's task was looked at there before. */
  #task(id: string): Task | undefined {
    const known = this.#tasks.get(id);
    const input = known ? undefined : read(id);
    return input ? this.#add(id, input, 1) : known;
  }

  look(id: string): 'IN_PROGRESS' | 'COMPLETE' | undefined {
    const task = this.#task(id);
    if (!task) return undefined;
    task.looks++;
    return statusOf(task);
  }

  createdAt(id: string): string | undefined {
    return this.#task(id)?.createdAt;
  }

  /** The file of a finished task. */
  file(id: string): Uint8Array | undefined {
    const task = this.#task(id);
    return task && statusOf(task) === 'COMPLETE' ? task.file : undefined;
  }

  /** A token that gives a part of the task's file for as long as the task is kept. */
  offer(id: string, { start, end }: Part): string {
    return `${start}-${end}-${id}`;
  }

  offered(token: string): Uint8Array | undefined {
    const [, start, end, id = ''] = /^(\d+)-(\d+)-(.+)$/.exec(token) ?? [];
    return this.#task(id)?.file.subarray(Number(start), Number(end) + 1);
  }
}

type Started = ExportInput & { readonly createdAt: string };

const written = (input: Started & { readonly unique: string }): string =>
  deflateRawSync(JSON.stringify(input)).toString('base64url');

/** Undefined where no server made the id. */
function read(id: string): Started | undefined {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(id, 'base64url')).toString()) as Started;
  } catch {
    return undefined; // it is any other text
  }
}

const statusOf = ({ looks, startedAt }: Task): 'IN_PROGRESS' | 'COMPLETE' =>
  looks > 1 || performance.now() - startedAt > longestRunMilliseconds ? 'COMPLETE' : 'IN_PROGRESS';

/** The part that holds an offset. Parts end in awkward places: inside the first character of several bytes, and in the middle. */
export function partAt(file: Uint8Array, offset: number): Part {
  const wide = file.findIndex((byte) => byte > 127);
  const cuts = [...new Set([0, wide + 1, Math.ceil(file.length / 2), file.length])].sort((a, b) => a - b);
  const next = cuts.find((cut) => cut > offset) ?? file.length;
  const start = cuts.findLast((cut) => cut <= offset) ?? 0;
  return { start, end: next - 1, bytes: file.subarray(start, next) };
}

function fileOf({ project, dataRows, since, params, origin }: ExportInput, labels: readonly ServedLabel[]): Uint8Array {
  const asked = dataRows && new Set(dataRows);
  const served = labels.filter((label) => label.project === project && asked?.has(label.dataUnit ?? '') !== false);
  const rows = [...Map.groupBy(served, ({ dataUnit }) => dataUnit).values()].filter(
    (group) => since === undefined || group.some((label) => lastActivity(label) >= Date.parse(`${since}Z`)),
  );
  return Buffer.from(rows.map((group) => `${here(JSON.stringify(rowOf(group, project, params)), origin)}\n`).join(''));
}

/** Of its labels, since nothing else happens to a simulated data row. */
function lastActivity({ document }: ServedLabel): number {
  const labels = Object.values((document as ExportRow).projects).flatMap((inProject) => inProject.labels);
  return Math.max(...labels.map(({ label_details: details }) => Date.parse(String((details as Json)?.updated_at))));
}

/** The labels of one data row in one row again, as the export has them. */
function rowOf(group: readonly ServedLabel[], project: string, params: Json): Json {
  const rows = group.map(({ document }) => document as ExportRow);
  const [first] = rows;
  // A served document holds its label's project alone; the label may be served in a project of another name.
  const [inProject, ...others] = rows.flatMap((row) => Object.values(row.projects));
  const labels = [inProject, ...others].flatMap((each) => each?.labels ?? []);
  return without(
    { ...first, projects: { [project]: { ...inProject, labels } } },
    new Set(
      Object.keys(sections)
        .filter((param) => params[param] !== true)
        .map((param) => sections[param]),
    ),
  ) as Json;
}

/** Sections of a row that an export has only when asked for them: https://docs.labelbox.com/reference/label-export */
const sections: Readonly<Record<string, string>> = {
  includeAttachments: 'attachments',
  includeEmbeddings: 'embeddings',
  includeMetadata: 'metadata_fields',
  includeDataRowDetails: 'details',
  includeProjectDetails: 'project_details',
  includePerformanceDetails: 'performance_details',
  includeLabelDetails: 'label_details',
};

function without(json: unknown, keys: ReadonlySet<string | undefined>): unknown {
  if (Array.isArray(json)) return json.map((item) => without(item, keys));
  if (typeof json !== 'object' || json === null) return json;
  const kept = Object.entries(json).filter(([key]) => !keys.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, without(value, keys)]));
}
