import * as z from 'zod/mini';
import { type Attribute, mediaKinds } from '../../label/label.ts';
import { flatAttributes } from '../flat-attributes.ts';
import { type AnnotationOf, defineFormat, type FormatFile, type Omission, type Piece } from '../format.ts';
import { jsonLine } from '../json-line.ts';

/** One line a unit with a column for each question: what training code for classification of images, texts and all else reads. */
export default defineFormat({
  id: 'classification',
  title: 'Classification (JSON Lines, one column a question)',
  specification: 'https://huggingface.co/docs/datasets/image_dataset#imagefolder',
  readers: ['datasets', 'pandas'],
  readsDocument: false,
  Options: z.strictObject({}),
  holds: {
    media: mediaKinds,
    coordinates: ['pixels', 'relative', 'points'],
    places: ['whole'],
    shapes: [],
    shapelessObjects: false,
    classifications: true,
    attributes: true,
    relations: false,
    tracks: 'none',
  },
  write({ units, annotations }, _options, { paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const answersOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const own = answersOf.get(unit.id) ?? [];
      const answers = own.flatMap(answersIn);
      for (const { id, category, attributes } of own) {
        if (attributes.length === 0) {
          omitted.push({ code: 'answer-not-held', detail: category, unit: unit.id, annotation: id });
        }
      }
      const columns = { file_name: dataSet?.pictureOf(unit.id) ?? unit.name, text: unit.text };
      const text = jsonLine(flatAttributes(answers, columns));
      const emptyUnit = answers.length === 0 ? unit.id : undefined;
      if (dataSet) {
        pieces.push({ file: metadataPath(dataSet.splitOf(unit.id)), stream: 'lines', text, emptyUnit });
        continue;
      }
      files.push({
        path: `${paths.get(unit.id)}.jsonl`,
        contentType: jsonLines,
        bytes: Buffer.from(text),
        namedAfter: 'unit',
        emptyUnit,
      });
    }
    return { files, pieces, omitted };
  },
  whole: ({ splits }) =>
    (splits.length === 0 ? [undefined] : splits).map((split) => ({
      path: metadataPath(split),
      contentType: jsonLines,
      parts: [{ stream: 'lines' }],
    })),
});

const jsonLines = 'application/jsonl; charset=utf-8';

/** The name that `imagefolder`, `audiofolder` and `videofolder` look for beside the files. */
const metadataPath = (split: string | undefined) => `${split === undefined ? '' : `${split}/`}metadata.jsonl`;

/** A question of the ontology is most often one attribute of its own name; others say to which question they belong. */
const answersIn = ({ category, attributes }: AnnotationOf<never>): Attribute[] =>
  attributes.map((attribute) =>
    attribute.name === category ? attribute : { ...attribute, name: `${category}/${attribute.name}` },
  );
