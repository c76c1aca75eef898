import * as z from 'zod/mini';
import { defineFormat, type FormatFile, type Omission } from '../format.ts';
import { boxedKinds } from '../upright-box.ts';
import { isSized } from '../visible-parts.ts';
import { questionsOption, questionsWord } from '../written-boxes.ts';
import { formOf } from './form.ts';

/** One JSON file a picture of a page: what is written where, what it is, and what belongs to what. */
export default defineFormat({
  id: 'funsd',
  title: 'FUNSD (forms: boxes, texts, links)',
  specification: 'https://guillaumejaume.github.io/FUNSD/description/',
  readers: ['python-doctr'],
  readsDocument: false,
  needs: ['drawn-size'],
  Options: z.strictObject({ questions: questionsOption }),
  cases: [{ questions: ['Rank'] }],
  variant: ({ questions }) => questionsWord(questions),
  holds: {
    media: ['image'],
    coordinates: ['pixels'],
    places: ['whole'],
    shapes: boxedKinds,
    shapelessObjects: false,
    classifications: false,
    attributes: true,
    relations: true,
    tracks: 'none',
  },
  write({ units, annotations }, { questions }, { paths }) {
    const files: FormatFile[] = [];
    const omitted: Omission[] = [];
    const drawnOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const drawn = drawnOf.get(unit.id) ?? [];
      if (drawn.length > 0 && !isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        continue;
      }
      const { form, omitted: why } = isSized(unit) ? formOf(unit, drawn, questions) : { form: [], omitted: [] };
      for (const omission of why) omitted.push(omission);
      files.push({
        path: `annotations/${paths.get(unit.id)}.json`,
        contentType: 'application/json',
        bytes: Buffer.from(`${JSON.stringify({ form })}\n`),
        namedAfter: 'unit',
        emptyUnit: form.length === 0 ? unit.id : undefined,
      });
    }
    return { files, omitted };
  },
  ownReader: () => import('./read.ts'),
});
