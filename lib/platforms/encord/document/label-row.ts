import { cleanDocument } from '../../kit/clean.ts';
import {
  asFields,
  FieldPath,
  type Fields,
  fieldsIn,
  isMissing,
  optionalFieldsIn,
  optionalTextIn,
  textIn,
} from '../../kit/fields.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import type { Reading } from '../../kit/reading.ts';
import { noteUnread, otherKeys } from './known-keys.ts';
import { kindOfRow, type UnitKind, unitKinds } from './media.ts';

/**
 * A label row as `query_type: labelrow` gives it; old rows lack many fields:
 * https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json
 */
export type LabelRow = {
  readonly hash: string;
  /** Of the data that it is about: an image group, a data group, or the one data unit. Old rows may lack it. */
  readonly dataHash: string | undefined;
  /** What its data units are; undefined for a data group. */
  readonly kind: UnitKind | undefined;
  readonly isImageGroup: boolean;
  readonly branch: string | undefined;
  readonly title: string | undefined;
  /** Encord's own word: the workflow's stage, else the task's status, else the label's. */
  readonly status: string | undefined;
  /** `annotation_task_status`. */
  readonly taskStatus: string | undefined;
  readonly lastEditedAt: string | undefined;
  readonly createdAt: Instant | undefined;
  /** Which field says that nobody has labelled it, or has not finished; undefined where none does. */
  readonly unfinishedBy: string | undefined;
  readonly dataUnits: readonly Part[];
  /** The members of a data group, the layers of an image, the files of a scene. */
  readonly spaces: readonly Part[];
  /** By the hash of the object or classification that they are about. */
  readonly objectAnswers: ReadonlyMap<string, Part>;
  readonly objectActions: ReadonlyMap<string, Part>;
  readonly classificationAnswers: ReadonlyMap<string, Part>;
};

/** An entry of a field that is keyed by ids. */
export type Part = { readonly id: string; readonly fields: Fields; readonly path: FieldPath };

/** Where an image has layers, this space is the data unit itself. */
export const rootSpace = 'root';

export function readLabelRow(document: unknown, reading: Reading): LabelRow {
  const row = asFields(document, new FieldPath('The label row'));
  const start = reading.at('label_row');
  // The kind of data comes first: rows of an unsupported kind have another form, and naming the kind is the better message.
  const dataType = textIn(row, 'data_type', start);
  const kind = kindOfRow(dataType, start);
  const isContinuous = optionalFieldsIn(row, 'scene', start)?.isContinuous === true;
  const node = optionalFieldsIn(row, 'workflow_graph_node', start) ?? {};
  noteUnread(row, otherKeys.row, start);
  const partsIn = (key: string): Part[] => partsOf(optionalFieldsIn(row, key, start) ?? {}, reading.at(key));
  return {
    hash: textIn(row, 'label_hash', start),
    dataHash: withoutSecrets(optionalTextIn(row, 'data_hash', start)),
    kind: kind === unitKinds.scene && isContinuous ? unitKinds.continuousScene : kind,
    isImageGroup: dataType === 'img_group',
    branch: withoutSecrets(optionalTextIn(row, 'branch_name', start)),
    title: optionalTextIn(row, 'data_title', start),
    status: withoutSecrets(
      optionalTextIn(node, 'title', start.at('workflow_graph_node')) ??
        optionalTextIn(row, 'annotation_task_status', start) ??
        optionalTextIn(row, 'label_status', start),
    ),
    taskStatus: typeof row.annotation_task_status === 'string' ? row.annotation_task_status : undefined,
    lastEditedAt: optionalTextIn(row, 'last_edited_at', start),
    createdAt: creationOf(row, start),
    unfinishedBy: unfinishedBy(row),
    dataUnits: partsOf(fieldsIn(row, 'data_units', start), reading.at('data_units')),
    spaces: partsIn('spaces'),
    objectAnswers: byId(partsIn('object_answers')),
    objectActions: byId(partsIn('object_actions')),
    classificationAnswers: byId(partsIn('classification_answers')),
  };
}

/** A time that cannot be read says nothing about the label. */
function creationOf(row: Fields, start: FieldPath): Instant | undefined {
  const created = instant(row.created_at);
  if (!created && !isMissing(row.created_at)) start.reading.unread(start.at('created_at'));
  return created;
}

/** Statuses of a task that nobody has finished. A finished one may have any `label_status`. */
const unfinished: ReadonlySet<unknown> = new Set([
  'QUEUED',
  'NEW',
  'ASSIGNED',
  'RELEASED',
  'SKIPPED',
  'RETURNED',
  'REOPENED',
]);

function unfinishedBy({ annotation_task_status: task, label_status: label }: Fields): string | undefined {
  if (unfinished.has(task)) return 'annotation_task_status';
  if (label === 'NOT_LABELLED') return 'label_status';
  return isMissing(task) && label === 'LABEL_IN_PROGRESS' ? 'label_status' : undefined;
}

const partsOf = (parts: Fields, path: FieldPath): Part[] =>
  Object.entries(parts).map(([id, fields]) => ({ id, fields: asFields(fields, path.under(id)), path: path.under(id) }));

/** A Map, since a hash may be a name that every JavaScript object has, such as `constructor`. */
const byId = (parts: readonly Part[]): ReadonlyMap<string, Part> => new Map(parts.map((part) => [part.id, part]));

/** A name or an id may be an e-mail address or a signed URL: the label has it in the same form as the document that is kept. */
export const withoutSecrets = <Text extends string | undefined>(text: Text): Text => cleanDocument(text) as Text;
