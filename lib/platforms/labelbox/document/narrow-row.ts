import { type Fields, isFields } from '../../kit/fields.ts';

/** A data row with one label of one project: with consensus, a row holds the labels of several people. */
export const narrowRow = (row: Fields, project: string, inProject: Fields, label: Fields): Fields => ({
  ...row,
  projects: { [project]: { ...inProject, labels: [label], ...benchmarksAmong(inProject.labels) } },
});

/** A benchmark does not know that it is one, but the other labels of its row do: https://docs.labelbox.com/docs/quality-analysis */
function benchmarksAmong(labels: unknown): { benchmark_reference_labels?: string[] } {
  const ids = new Set((Array.isArray(labels) ? labels : []).flatMap(benchmarkOf));
  return ids.size > 0 ? { benchmark_reference_labels: [...ids] } : {};
}

function benchmarkOf(label: unknown): string[] {
  const details = isFields(label) ? label.performance_details : undefined;
  const id = isFields(details) ? details.benchmark_reference_label : undefined;
  return typeof id === 'string' ? [id] : [];
}
