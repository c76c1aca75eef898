import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { instant, later } from '../../kit/instant.ts';
import type { ListedLabel } from '../../platform.ts';
import type { ExportLine } from './export-file.ts';

const Row = z.object({
  data_row: z.object({ id: z.string().check(z.minLength(1)) }),
  projects: z.nullish(z.record(z.string(), z.unknown())),
});
const text = z.nullish(z.string());
const time = z.optional(z.unknown());
const InProject = z.object({
  project_details: z.nullish(z.object({ workflow_status: text })),
  labels: z.nullish(
    z.array(
      z.object({
        id: text,
        label_details: z.nullish(z.object({ updated_at: time, content_last_updated_at: time })),
      }),
    ),
  ),
});
type InProject = z.infer<typeof InProject>;

/** `labels` is undefined where it is not known which ones the data row has. */
export type ListedRow = { readonly dataUnit: string; readonly labels: readonly ListedLabel[] | undefined };

/** A data row that Labelbox could not export is in another stream: it is not listed, and fetching it says why. */
export function listedRow({ text: line, isCut }: ExportLine, project: string, task: string): ListedRow {
  if (isCut) return { dataUnit: dataRowOf(line, task), labels: undefined };
  const row = Row.safeParse(jsonOf(line));
  if (!row.success) throw withoutDataRow(task);
  const { data_row, projects } = row.data;
  const inProject = InProject.safeParse(projects && Object.hasOwn(projects, project) ? projects[project] : undefined);
  const labels = inProject.success ? labelsOf(data_row.id, inProject.data) : undefined;
  return { dataUnit: data_row.id, labels };
}

/** Revision and state are those of `sourceOf`. */
function labelsOf(dataUnit: string, { project_details: details, labels }: InProject): ListedLabel[] | undefined {
  const listed: ListedLabel[] = [];
  for (const { id: label, label_details } of labels ?? []) {
    if (!label) return undefined;
    const times = [label_details?.updated_at, label_details?.content_last_updated_at];
    const revision = later(times.flatMap((change) => instant(change) ?? []))?.microseconds;
    listed.push(given({ label, dataUnit, revision, state: details?.workflow_status || undefined }));
  }
  return listed;
}

/** A row that is too long begins with its data row. */
function dataRowOf(line: string, task: string): string {
  const [, id] = /"data_row":\s*\{\s*"id":\s*"([^"]+)"/.exec(line) ?? [];
  if (id !== undefined) return id;
  throw withoutDataRow(task);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // reported as a line without a data row
  }
}

const withoutDataRow = (task: string) =>
  new PlatformUnavailable(`A line of the file of export task ${task} must be a data row, but is not.`);
