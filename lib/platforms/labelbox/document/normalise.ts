import { createHash } from 'node:crypto';
import { InvalidLabel, LabelNotFound } from '../../../contracts/errors.ts';
import { type Annotation, isLabel, Label } from '../../../label/label.ts';
import { type Instant, instant, later } from '../../kit/instant.ts';
import type { FetchedDocument, LabelRef } from '../../platform.ts';
import { addAnnotations } from './annotations.ts';
import { contentsOf, contentsToCheck, sourceText } from './contents.ts';
import { ExportedLabel, ExportRow } from './data-row.ts';
import { LabelParts } from './label-parts.ts';
import { Masks } from './masks.ts';
import { mediaOf } from './media.ts';
import { read } from './read.ts';
import { pageSizesOf, unitOf } from './units.ts';

/** A data row of export v2, narrowed to one label of the project → the canonical label. Throws InvalidLabel; LabelNotFound when it was skipped. */
export function normalise({ ref, document, attachments }: FetchedDocument, project: string): Label {
  const row = read(ExportRow, document, 'The data row');
  const of = Object.hasOwn(row.projects, project) ? row.projects[project] : undefined;
  if (of?.labels.length !== 1) {
    throw new InvalidLabel(`The data row must hold one label of project ${project}; it has ${of?.labels.length ?? 0}.`);
  }
  const label = read(ExportedLabel, of.labels[0], 'The label');
  if (label.performance_details?.skipped) throw new LabelNotFound(skipped);
  const changed = changedAt(label, ref);
  const status = of.project_details?.workflow_status;
  const annotator = label.label_details?.created_by;
  const id = idOf(label, ref);
  const made = {
    schema: 1,
    source: {
      platform: 'labelbox',
      project,
      label: id,
      revision: changed.microseconds,
      ...(status ? { status } : {}),
      updatedAt: changed.iso,
      ...(annotator ? { annotator: createHash('sha256').update(annotator).digest('hex').slice(0, 16) } : {}),
      ...(of.benchmark_reference_labels?.includes(id) ? { groundTruth: true } : {}),
    },
    ...partsOf(label, row, attachments),
  } satisfies Label;
  return isLabel(made) ? made : read(Label, made, 'The label breaks the canonical form');
}

type Parts = Pick<Label, 'categories' | 'units' | 'tracks'> & { readonly annotations: Annotation[] };

function partsOf(label: ExportedLabel, row: ExportRow, attachments: FetchedDocument['attachments']): Parts {
  const { data_row, media_attributes } = row;
  const told = media_attributes ?? {};
  const contents = contentsOf(data_row.row_data);
  const media = mediaOf(label.annotations, label.label_kind, told, contents);
  const size = told.width && told.height ? { width: told.width, height: told.height } : undefined;
  const masks = new Masks(attachments, label.annotations, size);
  const parts = new LabelParts(data_row.id, media, {
    contents: contentsToCheck(media, contents, sourceText(media, data_row.row_data)),
    masks,
  });
  addAnnotations(label.annotations, media, parts);
  const pageSizes = media === 'document' ? pageSizesOf(label.annotations) : undefined;
  return {
    categories: parts.categories,
    units: [{ ...unitOf(data_row, told, media, contents, masks.size), ...(pageSizes ? { pageSizes } : {}) }],
    annotations: parts.annotations,
    ...(parts.tracks.length > 0 ? { tracks: parts.tracks } : {}),
  };
}

/** Exported as a label without annotations it would teach a model that there is nothing to see. */
const skipped =
  'The label was skipped (performance_details.skipped): nobody said what is there, and that is not "labelled, and empty". It is not exported until somebody labels the data row.';

function idOf(label: ExportedLabel, ref: LabelRef): string {
  if (label.id && ref.label && label.id !== ref.label)
    throw new InvalidLabel('The label has another id than asked for.');
  const id = label.id ?? ref.label;
  if (!id) throw new InvalidLabel('The label has no id.');
  return id;
}

/** The label's last change on Labelbox; the event's own time where an export tells none. */
function changedAt({ label_details }: ExportedLabel, ref: LabelRef): Instant {
  const times = (['updated_at', 'content_last_updated_at'] as const).flatMap((key) => {
    const text = label_details?.[key];
    return text ? [readInstant(text, `label_details.${key}`)] : [];
  });
  return later(times) ?? readInstant(ref.occurredAt, "The event's occurredAt");
}

function readInstant(text: string, what: string): Instant {
  const time = instant(text);
  if (!time) throw new InvalidLabel(`${what} is not a time such as 2026-05-04T12:00:00.000+00:00.`);
  return time;
}
