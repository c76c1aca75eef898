import * as z from 'zod/mini';
import { InvalidLabel } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import type { FailedDocument, FetchedDocument, LabelRef } from '../../platform.ts';
import { narrowRow } from '../document/narrow-row.ts';

/** As much of a data row as finds the labels that are asked for; the rest is passed on as it is. */
const ExportedRow = z.looseObject({ data_row: z.looseObject({ id: z.string().check(z.minLength(1)) }) });
type ExportedRow = z.infer<typeof ExportedRow>;

const Label = z.looseObject({
  id: z.nullish(z.string()),
  performance_details: z.nullish(z.looseObject({ benchmark_reference_label: z.nullish(z.string()) })),
});
const Projects = z.object({
  projects: z.nullish(z.record(z.string(), z.looseObject({ labels: z.nullish(z.array(Label)) }))),
});

/** The data row in a line of an export; undefined for a line that is not one: the reader reports the labels that are missing then. */
export function rowIn(line: string): ExportedRow | undefined {
  try {
    return ExportedRow.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Each label that is asked for, with its data row narrowed to it. A ref without a label asks for all labels of its row. */
export function* labelsAskedFor(
  row: ExportedRow,
  project: string,
  refs: readonly LabelRef[],
): Generator<FetchedDocument | FailedDocument> {
  const parsed = Projects.safeParse(row);
  if (!parsed.success) {
    const error = new InvalidLabel(`The exported data row cannot be read: ${explainIssues(parsed.error, row)}.`);
    yield* refs.map((ref) => ({ ref, error }));
    return;
  }
  const { projects } = parsed.data;
  const inProject = (projects && Object.hasOwn(projects, project) ? projects[project] : undefined) ?? {};
  for (const ref of refs) {
    for (const label of inProject.labels ?? []) {
      if (ref.label === undefined && !label.id) yield { ref, error: withoutId() };
      else if (ref.label === undefined || ref.label === label.id) {
        yield { ref: { ...ref, label: label.id ?? undefined }, document: narrowRow(row, project, inProject, label) };
      }
    }
  }
}

const withoutId = () => new InvalidLabel('A label of the exported data row must have an id, but has none.');
