import * as z from 'zod/mini';
import { explainIssues } from '../../label/schema-error.ts';
import { InvalidLabel, InvalidRequest } from '../../workflow/errors.ts';
import { cleanDocument } from '../clean.ts';
import {
  defineReader,
  type FailedDocument,
  type FetchedDocument,
  type LabelRef,
  type PlatformApi,
} from '../platform.ts';
import { linesOf } from './export-file.ts';
import { exportDataRows } from './export-task.ts';
import { normalise } from './normalise.ts';

type Answer = FetchedDocument | FailedDocument;

const id = z.string().check(z.minLength(1));
const Row = z.looseObject({ data_row: z.looseObject({ id }) });
type Row = z.infer<typeof Row>;
const Projects = z.object({
  projects: z.nullish(
    z.record(z.string(), z.looseObject({ labels: z.nullish(z.array(z.looseObject({ id: z.nullish(z.string()) }))) })),
  ),
});

export default defineReader({
  // An export takes up to 2,000 data rows; 200 rows keep a batch within the time and memory of one step.
  batch: 200,
  fetch,
  normalise,
  clean: cleanDocument,
});

/** ONE export for the group, since Labelbox has no query by label id and lets ten exports of a project run at once. */
async function* fetch(project: string, refs: readonly LabelRef[], api: PlatformApi): AsyncGenerator<Answer> {
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
  for (const ref of refs) {
    for (const label of of?.labels ?? []) {
      // Narrowed to the one label: with consensus, several people's labels stand in one row.
      const document = { ...row, projects: { [project]: { ...of, labels: [label] } } };
      if (ref.label === undefined && !label.id) yield nameless(ref);
      else if (ref.label === undefined) yield { ref: { ...ref, label: label.id ?? undefined }, document };
      else if (ref.label === label.id) yield { ref, document };
    }
  }
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
