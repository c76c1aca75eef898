import * as z from 'zod/mini';
import { InvalidLabel, InvalidRequest, PipelineError, PlatformThrottled } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import { cleanDocument } from '../../kit/clean.ts';
import {
  defineReader,
  type FailedDocument,
  type FetchedDocument,
  type LabelRef,
  type PlatformApi,
} from '../../platform.ts';
import { maskAddresses } from '../document/mask-addresses.ts';
import { normalise } from '../document/normalise.ts';
import { downloadMasks } from './download-masks.ts';
import { linesOf } from './export-file.ts';
import { exportDataRows } from './export-task.ts';

type Answer = FetchedDocument | FailedDocument;

const id = z.string().check(z.minLength(1));
const Row = z.looseObject({ data_row: z.looseObject({ id }) });
type Row = z.infer<typeof Row>;
export const Label = z.looseObject({
  id: z.nullish(z.string()),
  annotations: z.optional(z.unknown()),
  performance_details: z.nullish(z.looseObject({ benchmark_reference_label: z.nullish(z.string()) })),
});
type Label = z.infer<typeof Label>;
const Projects = z.object({
  projects: z.nullish(z.record(z.string(), z.looseObject({ labels: z.nullish(z.array(Label)) }))),
});

export default defineReader({
  // An export takes as many data rows: https://docs.labelbox.com/docs/limits. Its rows are read one by one.
  batch: 2000,
  fetch,
  normalise,
  clean: cleanDocument,
});

/** ONE export for the group, since Labelbox has no query by label id and lets ten exports of a project run at once. */
async function* fetch(project: string, refs: readonly LabelRef[], api: PlatformApi): AsyncGenerator<Answer> {
  for await (const answer of exported(project, refs, api)) {
    yield 'document' in answer ? await withMasks(answer, project, api) : answer;
  }
}

async function* exported(project: string, refs: readonly LabelRef[], api: PlatformApi): AsyncGenerator<Answer> {
  const asked = Map.groupBy(refs, ({ dataUnit }) => dataUnit);
  for (const ref of asked.get(undefined) ?? []) yield unaddressed(ref);
  asked.delete(undefined);
  const dataRows = [...asked.keys()].filter((dataRow) => dataRow !== undefined);
  if (dataRows.length === 0) return;
  const { task } = await exportDataRows(project, dataRows, api);
  const take = (dataRow: string): LabelRef[] => {
    const taken = asked.get(dataRow) ?? [];
    asked.delete(dataRow);
    return taken;
  };
  let unclear = 0; // lines that name no data row
  for await (const line of linesOf(task, 'ERRORS', api)) {
    const words = new Set(line.split(/[^\w-]+/)); // how an error names its data row is not documented
    const named = dataRows.filter((dataRow) => words.has(dataRow));
    if (named.length === 0) unclear++;
    yield* named.flatMap(take).map((ref) => notExported(ref, task));
  }
  for await (const line of linesOf(task, 'RESULT', api)) {
    const row = rowOf(line);
    if (row) yield* answersOf(row, project, take(row.data_row.id));
    else unclear++;
  }
  if (unclear > 0) yield* [...asked.values()].flat().map((ref) => lost(ref, task, unclear));
}

/** A mask that cannot be had (now) fails its label alone; a request too many is the whole group's. */
async function withMasks(answer: FetchedDocument, project: string, api: PlatformApi): Promise<Answer> {
  const { projects } = answer.document as z.infer<typeof Projects>;
  const [label] = projects?.[project]?.labels ?? [];
  const addresses = [...maskAddresses(label?.annotations).keys()];
  if (addresses.length === 0) return answer;
  try {
    return { ...answer, attachments: await downloadMasks(addresses, api) };
  } catch (error) {
    if (!(error instanceof PipelineError) || error instanceof PlatformThrottled) throw error;
    return { ref: answer.ref, error };
  }
}

function rowOf(line: string): Row | undefined {
  try {
    return Row.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // told with the labels that it may have held
  }
}

function* answersOf(row: Row, project: string, refs: readonly LabelRef[]): Generator<Answer> {
  const parsed = Projects.safeParse(row);
  if (!parsed.success) {
    const error = new InvalidLabel(`The exported data row cannot be read: ${explainIssues(parsed.error, row)}.`);
    yield* refs.map((ref) => ({ ref, error }));
    return;
  }
  const { projects } = parsed.data;
  const of = projects && Object.hasOwn(projects, project) ? projects[project] : undefined;
  const labels = of?.labels ?? [];
  const benchmarks = benchmarksAmong(labels);
  for (const ref of refs) {
    for (const label of labels) {
      // Narrowed to the one label: with consensus, several people's labels stand in one row.
      const document = { ...row, projects: { [project]: { ...of, labels: [label], ...benchmarks } } };
      if (ref.label === undefined && !label.id) yield nameless(ref);
      else if (ref.label === undefined) yield { ref: { ...ref, label: label.id ?? undefined }, document };
      else if (ref.label === label.id) yield { ref, document };
    }
  }
}

/** A benchmark does not know that it is one; the other labels of its row do: https://docs.labelbox.com/docs/quality-analysis */
export function benchmarksAmong(labels: readonly Label[]): { benchmark_reference_labels?: string[] } {
  const named = labels.map((label) => label.performance_details?.benchmark_reference_label ?? undefined);
  const ids = new Set(named.filter((id) => id !== undefined));
  return ids.size > 0 ? { benchmark_reference_labels: [...ids] } : {};
}

const unaddressed = (ref: LabelRef): FailedDocument => ({
  ref,
  error: new InvalidRequest(
    'The event names a label but no data row (dataUnit), and Labelbox has no query by label id. Enqueue it again with its data row.',
  ),
});

const nameless = (ref: LabelRef): FailedDocument => ({
  ref,
  error: new InvalidLabel('A label of the exported data row has no id.'),
});

const notExported = (ref: LabelRef, task: string): FailedDocument => ({
  ref,
  error: new InvalidLabel(
    `Labelbox could not export data row ${ref.dataUnit}: it stands in the ERRORS stream of export task ${task}. Export it in Labelbox to see why, then replay.`,
  ),
});

const lost = (ref: LabelRef, task: string, unclear: number): FailedDocument => ({
  ref,
  error: new InvalidLabel(
    `Export task ${task} did not give data row ${ref.dataUnit}, and ${unclear} of its lines name no data row that was asked for. Look at the task in Labelbox, then replay.`,
  ),
});
