import {
  AnswerTooLarge,
  InvalidLabel,
  InvalidRequest,
  PipelineError,
  PlatformThrottled,
} from '../../../contracts/errors.ts';
import { cleanDocument } from '../../kit/clean.ts';
import {
  defineReader,
  type FailedDocument,
  type FetchedDocument,
  type LabelRef,
  type PlatformApi,
} from '../../platform.ts';
import { keys } from '../document/known-keys.ts';
import { maskAddressesIn } from '../document/mask-addresses.ts';
import { normalise } from '../document/normalise.ts';
import { textLayerOf } from '../document/text-layer-of.ts';
import { downloadMasks } from './download-masks.ts';
import { linesOf } from './export-file.ts';
import { exportDataRows } from './export-task.ts';
import { labelsAskedFor, rowIn } from './exported-row.ts';
import { listLabels } from './list-labels.ts';
import { listProjects } from './list-projects.ts';
import { checkProject } from './project.ts';

type Answer = FetchedDocument | FailedDocument;

export default defineReader({
  // An export takes as many data rows: https://docs.labelbox.com/docs/limits. Its rows are read one by one.
  batch: 2000,
  fetch,
  textLayerOf: ({ document }) => textLayerOf(document),
  checkProject,
  labels: listLabels,
  projects: listProjects,
  normalise,
  knownKeys: Object.values(keys),
  clean: cleanDocument,
});

async function* fetch(project: string, refs: readonly LabelRef[], api: PlatformApi): AsyncGenerator<Answer> {
  for await (const answer of exported(project, refs, api)) {
    yield 'document' in answer ? await withMasks(answer, api) : answer;
  }
}

/** ONE export for the group: Labelbox has no query by label id, and lets ten exports of a project run at once. */
async function* exported(project: string, refs: readonly LabelRef[], api: PlatformApi): AsyncGenerator<Answer> {
  const waiting = Map.groupBy(refs, ({ dataUnit }) => dataUnit);
  for (const ref of waiting.get(undefined) ?? []) yield withoutDataRow(ref);
  waiting.delete(undefined);
  const dataRows = [...waiting.keys()].filter((dataRow) => dataRow !== undefined);
  if (dataRows.length === 0) return;
  const { task } = await exportDataRows(project, dataRows, api);
  const take = (dataRow: string): LabelRef[] => {
    const taken = waiting.get(dataRow) ?? [];
    waiting.delete(dataRow);
    return taken;
  };
  const namedIn = (text: string): string[] => {
    const words = new Set(text.split(/[^\w-]+/)); // how an error names its data row is not documented
    return dataRows.filter((dataRow) => words.has(dataRow));
  };
  let unclear = 0; // lines that name no data row
  for await (const { text } of linesOf(task, 'ERRORS', api)) {
    const named = namedIn(text);
    if (named.length === 0) unclear++;
    yield* named.flatMap(take).map((ref) => notExported(ref, task));
  }
  for await (const { text, isCut } of linesOf(task, 'RESULT', api)) {
    const row = isCut ? undefined : rowIn(text);
    const tooLarge = isCut ? namedIn(text) : [];
    yield* tooLarge.flatMap(take).map(rowTooLarge);
    if (row) yield* labelsAskedFor(row, project, take(row.data_row.id));
    else if (tooLarge.length === 0) unclear++;
  }
  if (unclear > 0) yield* [...waiting.values()].flat().map((ref) => missing(ref, task, unclear));
}

/** A mask that is not available (now) fails its label alone; too many requests concern the whole group. */
async function withMasks(answer: FetchedDocument, api: PlatformApi): Promise<Answer> {
  const addresses = maskAddressesIn(answer.document);
  if (addresses.length === 0) return answer;
  try {
    return { ...answer, attachments: await downloadMasks(addresses, api) };
  } catch (error) {
    if (!(error instanceof PipelineError) || error instanceof PlatformThrottled) throw error;
    return { ref: answer.ref, error };
  }
}

const withoutDataRow = (ref: LabelRef): FailedDocument => ({
  ref,
  error: new InvalidRequest(
    'The event must name a data row (dataUnit), but names a label only, and Labelbox has no query by label id. Enqueue it again with its data row.',
  ),
});

const notExported = (ref: LabelRef, task: string): FailedDocument => ({
  ref,
  error: new InvalidLabel(
    `Labelbox could not export data row ${ref.dataUnit}: it is in the ERRORS stream of export task ${task}. Export it in Labelbox to see why, then replay the label.`,
  ),
});

const rowTooLarge = (ref: LabelRef): FailedDocument => ({
  ref,
  error: new AnswerTooLarge(
    `Data row ${ref.dataUnit} has more characters in the export of Labelbox than a step can hold. Export it in Labelbox itself, or label its parts in data rows of their own.`,
  ),
});

const missing = (ref: LabelRef, task: string, unclear: number): FailedDocument => ({
  ref,
  error: new InvalidLabel(
    `Export task ${task} did not return data row ${ref.dataUnit}, and ${unclear} of its lines name none of the data rows asked for. Look at the task in Labelbox, then replay the label.`,
  ),
});
