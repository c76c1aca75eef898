import { InvalidLabel, NotLabelled } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { Label, Unit } from '../../../label/label.ts';
import { isFields, isMissing, wrongKind } from '../../kit/fields.ts';
import { finishLabel, skippedMessage } from '../../kit/finish-label.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { parseAs } from '../../kit/parse.ts';
import { Reading } from '../../kit/reading.ts';
import type { FetchedDocument, ReadingSettings } from '../../platform.ts';
import { addAnnotations } from './annotations.ts';
import { contentsOf, contentsToCheck } from './contents.ts';
import { DataRow, ExportedLabel } from './data-row.ts';
import { keys } from './known-keys.ts';
import { LabelParts } from './label-parts.ts';
import { Masks } from './masks.ts';
import { mediaOf } from './media.ts';
import { mediaFacts } from './media-facts.ts';
import { sourceOf } from './source.ts';
import { unitOf } from './units.ts';

/** A data row of export v2, narrowed to one label of the project → the canonical label. */
export function normalise(
  { ref, document, attachments }: FetchedDocument,
  project: string,
  settings?: ReadingSettings,
): Label {
  const reading = new Reading(settings);
  const row = parseAs(DataRow, document, 'The data row');
  const inProject = Object.hasOwn(row.projects, project) ? row.projects[project] : undefined;
  if (inProject?.labels.length !== 1) {
    throw new InvalidLabel(
      `The data row must hold one label of project ${project}, but holds ${inProject?.labels.length ?? 0}.`,
    );
  }
  const [exported] = inProject.labels;
  const label = parseAs(ExportedLabel, exported, 'The label');
  if (isFields(exported)) checkKeys(exported, keys.label, reading.at('label'));
  const source = sourceOf(label, inProject, ref, project, reading);
  if (isSkipped(label, reading)) {
    throw new NotLabelled(skippedMessage('The label', 'performance_details.skipped'), source.revision);
  }
  const { parts, units } = partsOf(label, row, attachments, reading);
  const { categories, annotations, tracks, placed } = parts;
  const whole = given({
    schema: 1,
    source,
    categories,
    units,
    annotations,
    tracks: tracks.length > 0 ? tracks : undefined,
  });
  return finishLabel(whole, placed, reading);
}

/** Nothing but true and false, also as text, is sure to say whether somebody looked at the data. */
function isSkipped({ performance_details }: ExportedLabel, reading: Reading): boolean {
  const skipped = performance_details?.skipped;
  if (isMissing(skipped) || skipped === false) return false;
  const word = typeof skipped === 'string' ? skipped.toLowerCase() : skipped;
  if (word === true || word === 'true') return true;
  if (word === 'false') return false;
  throw wrongKind(reading.at('performance_details').at('skipped'), 'true or false', skipped);
}

function partsOf(
  label: ExportedLabel,
  row: DataRow,
  attachments: FetchedDocument['attachments'],
  reading: Reading,
): { readonly parts: LabelParts; readonly units: Unit[] } {
  const { annotations, label_kind } = label;
  const { data_row, media_attributes } = row;
  const attributes = media_attributes ?? {};
  const facts = mediaFacts(attributes, data_row.id, reading.at('media_attributes'));
  const contents = contentsOf(data_row.row_data);
  const media = mediaOf(annotations, label_kind, attributes, contents);
  const masks = new Masks(attachments, annotations, facts);
  const parts = new LabelParts(data_row.id, media, {
    contents: contentsToCheck(media, contents, data_row.row_data),
    masks,
  });
  addAnnotations(annotations, media, parts, reading.at('annotations'));
  const surroundings = { media, facts, contents, annotations, parts, maskSize: masks.size };
  return { parts, units: [unitOf(data_row, surroundings, reading)] };
}
