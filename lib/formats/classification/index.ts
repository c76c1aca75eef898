import * as z from 'zod/mini';
import { mediaKinds } from '../../label/label.ts';
import { answersIn, flatAttributes } from '../flat-attributes.ts';
import { defineFormat, type Omission } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';

/** One line a unit with a column for each question: what training code for classification of images, texts and all else reads. */
export default defineFormat({
  id: 'classification',
  title: 'Classification (JSON Lines, one column a question)',
  specification: 'https://huggingface.co/docs/datasets/image_dataset#imagefolder',
  readers: ['datasets', 'pandas'],
  readsDocument: false,
  pictureFolder: (split) => split ?? '',
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
  write({ units, annotations }, _options, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const answersOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const own = answersOf.get(unit.id) ?? [];
      const answers = own.flatMap(answersIn);
      for (const { id, category, attributes } of own) {
        if (attributes.length === 0) {
          omitted.push({ code: 'answer-not-held', detail: category, unit: unit.id, annotation: id });
        }
      }
      const columns = { file_name: context.dataSet?.pictureOf(unit.id) ?? unit.name, text: unit.text };
      lines.add(unit.id, flatAttributes(answers, columns), answers.length === 0);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ splits }) => wholeLines(names, splits),
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.jsonl',
  /** The name that `imagefolder`, `audiofolder` and `videofolder` look for beside the files. */
  pathOf: (split: string | undefined) => `${split === undefined ? '' : `${split}/`}metadata.jsonl`,
};
