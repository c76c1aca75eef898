import { InvalidRequest } from '../../contracts/errors.ts';
import { given } from '../../contracts/given.ts';
import { type Fields, isFields } from '../kit/fields.ts';
import { defineSavedDocuments, type LabelInDocument } from '../platform.ts';

const notARow = 'it is not a label row, which is a JSON object';
const noLabel = 'it has no label_hash: it is not a label row, or nobody has begun to label it';
const notBegun = 'nobody has begun to label it: its label_hash is null';
const ofOldForm =
  'it is a label row in the form of 2020, with its labels beside data_link and without the size of its data. Fetch it again with the SDK: Encord now writes data_units';
const noProject = 'a label row does not name its project: give it with --project';

export default defineSavedDocuments({
  *labelsIn(document, project) {
    for (const row of answered(document)) yield* labelsIn(row, project);
  },

  ontology: {
    isIn: (fileName) => /^ontology.*\.json$/.test(fileName),

    /** As `GET /v2/public/projects/<hash>` has it in `editorOntology`, or the whole ontology with its `editor`. */
    read(text) {
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch (cause) {
        throw new InvalidRequest('The ontology must be JSON, but is not. Save it as the Encord SDK or API gives it.', {
          cause,
        });
      }
      if (!isFields(json)) throw new InvalidRequest('The ontology must be a JSON object, but is not.');
      return json.editorOntology ?? json.editor ?? json;
    },

    /** A row does not name its ontology: the more of the row's features an ontology has, the better it fits. */
    fits(ontology, row) {
      const features = hashesUnder('featureHash', row);
      const known = hashesUnder('featureNodeHash', ontology);
      return features.size === 0 ? 1 : [...features].filter((feature) => known.has(feature)).length;
    },

    without:
      'nested answers stay flat, radio answers are lists of one choice, skeletons have no edges, and only classes that the label has are known',
  },
});

/** The rows in an answer of the API that was saved as it came, `{"status": 200, "response": row or [row, …]}`, or the row itself. */
const answered = (document: unknown): readonly unknown[] => {
  if (!isFields(document) || 'label_hash' in document) return [document];
  const { status, response } = document;
  if (status !== 200 || typeof response !== 'object') return [document];
  if (!Array.isArray(response)) return [response];
  return response.length > 0 ? response : [document]; // which is refused: nothing is read in silence
};

function* labelsIn(row: unknown, project: string | undefined): Generator<LabelInDocument> {
  const label = isFields(row) ? row.label_hash : undefined;
  if (!isFields(row)) yield { reason: notARow };
  else if (isNotBegun(row)) yield { reason: notBegun, isNotLabelled: true };
  else if (typeof label !== 'string' || label === '') yield { reason: noLabel };
  else if (isFields(row.labels) && !('data_units' in row)) yield { reason: ofOldForm };
  else if (project === undefined) yield { reason: noProject };
  else {
    const dataUnit = typeof row.data_hash === 'string' ? row.data_hash : undefined;
    yield { project, ref: given({ label, dataUnit }), document: row };
  }
}

/** As the SDK and the API list data that has no label row yet: with a null for its hash, and with nothing in it. */
const isNotBegun = (row: Fields): boolean =>
  row.label_hash === null &&
  typeof row.data_hash === 'string' &&
  hashesUnder('objectHash', row).size + hashesUnder('classificationHash', row).size === 0;

/** Every hash under this key, at any depth. */
function hashesUnder(key: string, document: unknown): Set<string> {
  const hashes = new Set<string>();
  const remaining = [document];
  while (remaining.length > 0) {
    for (const [name, value] of Object.entries(remaining.pop() ?? {})) {
      if (name === key && typeof value === 'string') hashes.add(value);
      else if (typeof value === 'object') remaining.push(value);
    }
  }
  return hashes;
}
