import { InvalidRequest } from '../../contracts/errors.ts';
import { defineSavedDocuments } from '../platform.ts';
import { isFields } from './document/fields.ts';

const noAnnotations = 'it has no list of annotations. Export as JSON, not as JSON-MIN or CSV';
const noProject = 'it does not name its project: give it with --project';
const otherProject = 'it belongs to another project than --project names';

export default defineSavedDocuments({
  /** Each annotation of a task is a label of its own; drafts and predictions are none. */
  *labelsIn(task, project) {
    if (!isFields(task)) return void (yield { reason: 'it is no task: not a JSON object' });
    const { annotations, predictions: _predictions, drafts: _drafts, ...rest } = task;
    const dataUnit = idOf(task);
    if (!Array.isArray(annotations)) yield { reason: noAnnotations };
    else if (dataUnit === undefined) yield { reason: 'the task has no id' };
    else if (annotations.length === 0) yield { reason: 'it has no annotation: nobody has labelled it yet' };
    else {
      for (const annotation of annotations) {
        const label = idOf(annotation);
        const of = told(annotation) ?? told(task) ?? project;
        if (label === undefined) yield { reason: 'an annotation of it has no id' };
        else if (of === undefined) yield { reason: noProject };
        else if (project !== undefined && of !== project) yield { reason: otherProject };
        else yield { project: of, ref: { label, dataUnit }, document: { ...rest, annotations: [annotation] } };
      }
    }
  },

  ontology: {
    isIn: (fileName) => fileName.endsWith('.xml'),

    /** The labelling configuration: as XML, or as `GET /api/projects/<id>/` has it. */
    read(text) {
      if (text.trimStart().startsWith('<')) return { label_config: text };
      try {
        const { label_config } = JSON.parse(text) as { label_config?: unknown };
        if (typeof label_config === 'string') return { label_config };
      } catch (cause) {
        throw new InvalidRequest('The labelling configuration is neither XML nor JSON.', { cause });
      }
      throw new InvalidRequest('The labelling configuration is missing: the JSON has no label_config.');
    },

    fits: () => 1,
  },
});

/** Numbers, and texts where somebody else than Label Studio wrote the file. */
const textOf = (id: unknown): string | undefined =>
  (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;

const idOf = (part: unknown): string | undefined => (isFields(part) ? textOf(part.id) : undefined);
const told = (part: unknown): string | undefined => (isFields(part) ? textOf(part.project) : undefined);
