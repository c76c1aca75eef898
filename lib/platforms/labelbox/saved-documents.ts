import { createHash } from 'node:crypto';
import { objectWithin } from '../../contracts/json-text.ts';
import { type Fields, isFields, isMissing } from '../kit/fields.ts';
import { defineSavedDocuments, type LabelInDocument } from '../platform.ts';
import { maskAddressesIn } from './document/mask-addresses.ts';
import { narrowRow } from './document/narrow-row.ts';

const legacy =
  'it is of the legacy export v1. Export the project again, in the app or with project.export() of the SDK: Labelbox now writes export v2';

/** What else Labelbox's JSON may be, by a key that only it has. The first that fits is reported. */
const others: readonly (readonly [key: string, reason: string])[] = [
  ['DataRow ID', legacy],
  ['Labeled Data', legacy],
  ['Label', legacy],
  ['uuid', 'it is an annotation import (what goes into Labelbox), not an export'],
  ['dataRow', 'it is the body of a webhook, which only announces a label. Take the export of its data row'],
  ['row_data', 'it describes a data row for import and holds no label'],
  ['externalId', 'it describes a data row for import and holds no label'],
  ['failedDataRows', 'it is the report of an import that failed, and holds no label'],
  ['units', 'it is the text layer of a document (part of the media of a data row) and holds no label'],
  ['messages', 'it is a conversation (the media of a data row) and holds no label'],
];

/** Parts of a label's annotations, of any media: https://docs.labelbox.com/reference/label-export */
const annotationKeys = ['objects', 'classifications', 'frames', 'groups', 'segments'];

const nothingKnown =
  'it is not a data row of export v2 (data_row, projects), nor a label (annotations), nor annotations (objects, classifications, frames, groups)';

export default defineSavedDocuments({
  *labelsIn(document, project) {
    const rows = wrappedIn(document);
    if (rows) for (const row of rows) yield* labelsIn(row, project);
    else yield* labelsIn(document, project);
  },

  attachments: maskAddressesIn,
});

/** The rows of an export task that was written with the SDK: `{"result": [row, …]}`, rows also as texts. */
const wrappedIn = (document: unknown): unknown[] | undefined =>
  isFields(document) && Array.isArray(document.result) && Object.keys(document).length === 1
    ? document.result.map(objectWithin)
    : undefined;

function* labelsIn(document: unknown, project: string | undefined): Generator<LabelInDocument> {
  if (!isFields(document)) yield { reason: nothingKnown };
  else if ('data_row' in document) yield* labelsOfRow(document);
  else if (isFields(document.annotations)) yield* labelsOfRow(rowAround(document, project));
  else {
    const other = others.find(([key]) => key in document);
    if (other) yield { reason: other[1] };
    else if (isLegacy(document)) yield { reason: legacy };
    else if (!annotationKeys.some((key) => key in document)) yield { reason: nothingKnown };
    else yield* labelsOfRow(rowAround({ label_kind: 'Default', annotations: document }, project));
  }
}

/** What a label, or a line about a frame of a video, has in export v1: ids of a feature in its own spelling. */
const isLegacy = ({ objects, classifications }: Fields): boolean =>
  [objects, classifications].some(
    (list) => Array.isArray(list) && list.some((item) => isFields(item) && ('featureId' in item || 'schemaId' in item)),
  );

const ofModelRun =
  'it is the export of a model run: labels and predictions under `experiments` are not read. Export the project instead';
const withoutProject = 'it belongs to no project, so it holds no label';

function* labelsOfRow(row: Fields): Generator<LabelInDocument> {
  const dataUnit = isFields(row.data_row) ? row.data_row.id : undefined;
  if (isMissing(dataUnit) || dataUnit === '') return void (yield { reason: 'its data_row has no id' });
  if (typeof dataUnit !== 'string') return void (yield { reason: wrongId('its data_row') });
  const projects = isFields(row.projects) ? Object.entries(row.projects) : [];
  if (projects.length === 0) return void (yield { reason: isFields(row.experiments) ? ofModelRun : withoutProject });
  for (const [id, inProject] of projects) {
    if (!isFields(inProject) || !Array.isArray(inProject.labels))
      yield { reason: 'one of its projects has no list of labels' };
    else if (inProject.labels.length === 0)
      yield { reason: 'it holds no label: nobody has labelled the data row', isNotLabelled: true };
    else
      for (const [index, label] of inProject.labels.entries())
        yield narrowed(row, dataUnit, id, inProject, label, index);
  }
}

function narrowed(
  row: Fields,
  dataUnit: string,
  project: string,
  inProject: Fields,
  label: unknown,
  index: number,
): LabelInDocument {
  if (!isFields(label)) return { reason: 'one of its labels is not a JSON object' };
  const given = isMissing(label.id) || label.id === '' ? undefined : label.id;
  const id = given ?? madeId('label', `${dataUnit} ${project} ${index}`);
  if (typeof id !== 'string') return { reason: wrongId('one of its labels') };
  return { project, ref: { label: id, dataUnit }, document: narrowRow(row, project, inProject, { ...label, id }) };
}

/** A made id in its place would make another label of it wherever the row is saved in another order. */
const wrongId = (owner: string): string =>
  `${owner} has an id that is not a string, and Labelbox writes strings. Save the export as Labelbox writes it`;

/** A data row made for a label that came without one. It claims nothing about the media. */
const rowAround = (label: Fields, project: string | undefined): Fields => ({
  data_row: { id: madeId('data row', JSON.stringify(label)) },
  projects: { [project ?? madeId('project', 'of labels that came without one')]: { labels: [label] } },
});

/** In the form of Labelbox's ids, `c` and 24 letters and digits; the same one for the same content. */
const madeId = (kind: string, content: string): string =>
  `c${createHash('sha256').update(`${kind} ${content}`).digest('hex').slice(0, 24)}`;
