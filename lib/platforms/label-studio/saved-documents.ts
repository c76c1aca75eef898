import { InvalidLabel, InvalidRequest } from '../../contracts/errors.ts';
import { kindOf } from '../../contracts/kind-of.ts';
import { type Fields, isFields, ownField } from '../kit/fields.ts';
import { skippedMessage } from '../kit/finish-label.ts';
import { defineSavedDocuments, type LabelInDocument } from '../platform.ts';
import { parseConfig } from './document/label-config.ts';
import { type Tags, tagsFor } from './document/tags.ts';

export default defineSavedDocuments({
  /** Each annotation of a task is a label of its own; drafts and predictions are not labels. */
  *labelsIn(document, project) {
    if (!isFields(document)) {
      return void (yield { reason: `it must be a task (a JSON object), but is ${kindOf(document)}` });
    }
    const task = taskOf(document);
    const { annotations } = task;
    const dataUnit = idIn(task, 'id');
    if (isAnnotation(document) && task === document) yield { reason: noTask };
    else if (!Array.isArray(annotations)) yield { reason: ownField(task, 'completions') ? oldExport : noAnnotations };
    else if (annotations.length === 0)
      yield { reason: 'it has no annotation: nobody has labelled it yet', isNotLabelled: true };
    else if (dataUnit === undefined) yield { reason: noId };
    else for (const annotation of annotations) yield labelIn(task, dataUnit, annotation, project);
  },

  /** A target storage names its files by the annotation's or the task's id alone. */
  isDocument: (fileName) => /^\d+$/.test(fileName),

  ontology: {
    isIn: (fileName) => fileName.endsWith('.xml'),

    /** The labeling configuration: as XML, or as `GET /api/projects/<id>/` has it. */
    read(text) {
      if (text.trimStart().startsWith('<')) return { label_config: text };
      const { label_config } = projectOf(text);
      if (typeof label_config === 'string') return { label_config };
      throw new InvalidRequest('The labeling configuration must be the label_config of the JSON, but is missing.');
    },

    /** How many pairs of a control and the tag that it is about are in both. A document without results fits any. */
    fits(ontology, document) {
      const pairs = pairsIn(document);
      const controls = controlsIn(ontology, document);
      if (pairs.size === 0 || !controls) return 1;
      return [...pairs.values()].filter(([from, to]) => {
        const control = controls.get(from);
        return control !== undefined && (control.toNames.includes(to) || from === to);
      }).length;
    },

    without:
      'units are named after their task, single choices are lists of one choice, and only classes that the label has are known',
  },
});

const noAnnotations = 'it has no list of annotations. Export as JSON, not as JSON-MIN or CSV';
const oldExport =
  'it has completions in place of annotations, as Label Studio before 1.0 wrote them. Import it into a newer Label Studio and export it as JSON';
const noTask =
  'it is an annotation whose task is not in it, so nothing says what it is about. Export the tasks as JSON, or let the target storage write the task with each annotation';
const noId = 'its task has no id: it is a file for import. Take the JSON export of the project';
const noProject = 'it does not name its project: give it with --project';

/** A file of a target storage: an annotation, with its task in it. https://labelstud.io/guide/storage */
const isAnnotation = ({ annotations, result, task }: Fields): boolean =>
  annotations === undefined && Array.isArray(result) && task !== undefined;

function taskOf(document: Fields): Fields {
  const { task, ...annotation } = document;
  return isAnnotation(document) && isFields(task) ? { ...task, annotations: [annotation] } : document;
}

function labelIn(task: Fields, dataUnit: string, annotation: unknown, asked: string | undefined): LabelInDocument {
  const { annotations: _annotations, predictions: _predictions, drafts: _drafts, ...rest } = task;
  const label = idIn(annotation, 'id');
  const project = idIn(annotation, 'project') ?? idIn(task, 'project') ?? asked;
  if (!isFields(annotation) || label === undefined) return { reason: 'one of its annotations has no id' };
  if (project === undefined) return { reason: noProject };
  if (annotation.was_cancelled === true) {
    return { reason: skippedMessage('the task', 'was_cancelled'), isNotLabelled: true };
  }
  return { project, ref: { label, dataUnit }, document: { ...rest, annotations: [annotation] } };
}

/** Ids are numbers, and strings in files that another program than Label Studio wrote. */
function idIn(fields: unknown, key: 'id' | 'project'): string | undefined {
  const id = isFields(fields) ? fields[key] : undefined;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

function projectOf(text: string): Fields {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidRequest('The labeling configuration must be XML or JSON, but is neither.', { cause });
  }
  return isFields(json) ? json : {};
}

/** `from_name` and `to_name` of each result, once. */
function pairsIn(document: unknown): ReadonlyMap<string, readonly [from: string, to: string]> {
  const pairs = new Map<string, readonly [from: string, to: string]>();
  for (const annotation of listIn(document, 'annotations')) {
    for (const result of listIn(annotation, 'result')) {
      const { from_name: from, to_name: to } = isFields(result) ? result : {};
      if (typeof from === 'string' && typeof to === 'string') pairs.set(JSON.stringify([from, to]), [from, to]);
    }
  }
  return pairs;
}

function listIn(fields: unknown, key: 'annotations' | 'result'): readonly unknown[] {
  const list = isFields(fields) ? fields[key] : undefined;
  return Array.isArray(list) ? list : [];
}

/** Undefined for a configuration that cannot be read: its labels are refused with the reason, not read without it. */
function controlsIn(ontology: unknown, document: unknown): Tags['controls'] | undefined {
  const config = isFields(ontology) && typeof ontology.label_config === 'string' ? ontology.label_config : '';
  const data = isFields(document) && isFields(document.data) ? document.data : {};
  try {
    return tagsFor(config === '' ? [] : parseConfig(config), data).controls;
  } catch (error) {
    if (error instanceof InvalidLabel) return undefined;
    throw error;
  }
}
