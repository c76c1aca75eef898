import { createHash } from 'node:crypto';
import { type Annotation, type Category, Label, type Unit } from '../../label/label.ts';
import { InvalidLabel, LabelNotFound } from '../../workflow/errors.ts';
import { cleanDocument } from '../clean.ts';
import type { FetchedDocument, LabelRef } from '../platform.ts';
import { attributeOf, attributesOf } from './answers.ts';
import { type Annotations, type DataRow, ExportedLabel, ExportRow, type MediaAttributes } from './export-row.ts';
import { type Instant, instant, later } from './instant.ts';
import { requireImage } from './media.ts';
import { read } from './read.ts';
import { shapeOf } from './shapes.ts';

/** A data row of export v2, narrowed to one label of the project → the canonical label. Throws InvalidLabel; LabelNotFound when it was skipped. */
export function normalise({ ref, document }: FetchedDocument, project: string): Label {
  const row = read(ExportRow, document, 'The data row');
  const of = Object.hasOwn(row.projects, project) ? row.projects[project] : undefined;
  if (of?.labels.length !== 1) {
    throw new InvalidLabel(`The data row must hold one label of project ${project}; it has ${of?.labels.length ?? 0}.`);
  }
  const label = read(ExportedLabel, of.labels[0], 'The label');
  if (label.performance_details?.skipped) throw new LabelNotFound(skipped);
  requireImage(label, row.media_attributes ?? undefined);
  const { categories, annotations } = annotationsOf(label.annotations, row.data_row.id);
  const changed = changedAt(label, ref);
  const status = of.project_details?.workflow_status;
  const annotator = label.label_details?.created_by;
  return read(
    Label,
    {
      schema: 1,
      source: {
        platform: 'labelbox',
        project,
        label: idOf(label, ref),
        revision: changed.microseconds,
        ...(status ? { status } : {}),
        updatedAt: changed.iso,
        ...(annotator ? { annotator: createHash('sha256').update(annotator).digest('hex').slice(0, 16) } : {}),
      },
      categories,
      units: [unitOf(row.data_row, row.media_attributes ?? {})],
      annotations,
    } satisfies Label,
    'The label breaks the canonical form',
  );
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

function unitOf({ id, external_id, global_key, row_data }: DataRow, { width, height }: MediaAttributes): Unit {
  const [uri] = /^(https?|s3):\/\//i.test(row_data ?? '') ? String(cleanDocument(row_data)).split('?') : [];
  return {
    id,
    name: external_id || global_key || id,
    media: 'image',
    ...(width ? { width } : {}),
    ...(height ? { height } : {}),
    ...(uri ? { sourceUri: uri } : {}),
  };
}

/** Categories in order of appearance, those of objects first. */
function annotationsOf(
  { objects = [], classifications = [], relationships }: Annotations,
  unit: string,
): Pick<Label, 'categories' | 'annotations'> {
  if (relationships && relationships.length > 0) {
    throw new InvalidLabel(
      `annotations.relationships holds ${relationships.length}: relationships are not supported yet.`,
    );
  }
  const categories = new Map<string, Category>();
  const annotations: Annotation[] = [];
  for (const [index, object] of objects.entries()) {
    const path = `annotations.objects[${index}]`;
    const color = /^#[0-9a-f]{6}$/i.test(object.color ?? '') ? { color: object.color ?? '' } : {};
    const known = categories.get(`object ${object.name}`);
    categories.set(`object ${object.name}`, { name: object.name, kind: 'object', ...color, ...known });
    annotations.push({
      id: object.feature_id ?? `object-${index}`,
      category: object.name,
      unit,
      at: { kind: 'whole' },
      shape: shapeOf(object, path),
      attributes: attributesOf(object.classifications ?? [], `${path}.classifications`),
    });
  }
  for (const [index, question] of classifications.entries()) {
    categories.set(`classification ${question.name}`, { name: question.name, kind: 'classification' });
    annotations.push({
      id: question.feature_id ?? `classification-${index}`,
      category: question.name,
      unit,
      at: { kind: 'whole' },
      attributes: [attributeOf(question, `annotations.classifications[${index}]`)],
    });
  }
  return { categories: [...categories.values()], annotations };
}
