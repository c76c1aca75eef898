import { InvalidRequest } from '../../contracts/errors.ts';
import { isFields } from '../kit/fields.ts';
import { defineSavedDocuments } from '../platform.ts';

const noProject = 'a label row does not name its project: give it with --project';
const noLabel = 'it has no label_hash, so it is no label row, or nobody has begun to label it';

export default defineSavedDocuments({
  *labelsIn(row, project) {
    const label = isFields(row) ? row.label_hash : undefined;
    if (!isFields(row)) yield { reason: 'it is no label row: not a JSON object' };
    else if (typeof label !== 'string' || label === '') yield { reason: noLabel };
    else if (project === undefined) yield { reason: noProject };
    else {
      const { data_hash: dataUnit } = row;
      yield { project, ref: { label, ...(typeof dataUnit === 'string' ? { dataUnit } : {}) }, document: row };
    }
  },

  ontology: {
    isIn: (fileName) => /^ontology.*\.json$/.test(fileName),

    /** As `GET /v2/public/projects/<hash>` has it in `editorOntology`, or the whole ontology with its `editor`. */
    read(text) {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch (cause) {
        throw new InvalidRequest('The ontology is not JSON. Give the ontology as the Encord SDK or API gives it.', {
          cause,
        });
      }
      if (!isFields(json)) throw new InvalidRequest('The ontology must be a JSON object.');
      return json.editorOntology ?? json.editor ?? json;
    },

    fits: () => 1,
  },
});
