import * as z from 'zod/mini';
import { defineSavedDocuments } from '../platform.ts';
import { benchmarksAmong, Label } from './api/reader.ts';
import { maskAddresses } from './document/mask-addresses.ts';
import { type Fields, isFields } from './document/parts.ts';

const Labels = z.array(Label);

/** What else Labelbox's JSON may be, by a key of its own. The first that fits is told. */
const others: readonly (readonly [key: string, reason: string])[] = [
  ['DataRow ID', 'it is the legacy export v1. Export the project again: Labelbox now writes export v2'],
  ['uuid', 'it is an annotation import (what goes into Labelbox), not an export'],
  ['dataRow', 'it is the body of a webhook, which only announces a label. Take the export of its data row'],
  ['row_data', 'it describes a data row for import and holds no label'],
  ['externalId', 'it describes a data row for import and holds no label'],
];
const noRow = 'it is no data row of export v2 (data_row, projects)';

export default defineSavedDocuments({
  *labelsIn(row, project) {
    if (!isFields(row) || !isFields(row.data_row)) return void (yield { reason: otherwise(row) });
    const { id: dataUnit } = row.data_row;
    if (typeof dataUnit !== 'string' || dataUnit === '') return void (yield { reason: 'its data_row has no id' });
    if (!isFields(row.projects)) return void (yield { reason: 'it has no projects, so it holds no label' });
    const chosen = Object.entries(row.projects).filter(([id]) => project === undefined || id === project);
    if (chosen.length === 0) return void (yield { reason: 'it holds no label of the project' });
    for (const [id, of] of chosen) {
      if (!isFields(of) || !Array.isArray(of.labels)) yield { reason: 'a project of it has no list of labels' };
      else if (of.labels.length === 0) yield { reason: 'it holds no label: nobody has labelled the data row' };
      else for (const label of of.labels) yield narrowed(row, { id, of, label, dataUnit });
    }
  },

  attachments: (document) =>
    labelsOf(document).flatMap((label) => (isFields(label) ? [...maskAddresses(label.annotations).keys()] : [])),
});

const otherwise = (row: unknown): string =>
  (isFields(row) ? others.find(([key]) => key in row)?.[1] : undefined) ?? noRow;

type InProject = { readonly id: string; readonly of: Fields; readonly label: unknown; readonly dataUnit: string };

/** To the one label: with consensus, several people's labels stand in one row. */
function narrowed(row: Fields, { id, of, label, dataUnit }: InProject) {
  if (!isFields(label) || typeof label.id !== 'string' || label.id === '') return { reason: 'a label of it has no id' };
  const all = Labels.safeParse(of.labels);
  const benchmarks = all.success ? benchmarksAmong(all.data) : {};
  const document = { ...row, projects: { [id]: { ...of, labels: [label], ...benchmarks } } };
  return { project: id, ref: { label: label.id, dataUnit }, document };
}

function labelsOf(document: unknown): unknown[] {
  const projects = isFields(document) && isFields(document.projects) ? Object.values(document.projects) : [];
  return projects.flatMap((of) => (isFields(of) && Array.isArray(of.labels) ? of.labels : []));
}
