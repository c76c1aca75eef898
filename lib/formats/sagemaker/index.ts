import { defineFormat, type Omission, shapedObjects } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { boxedShapes } from '../upright-box.ts';
import { classIn } from './class-in.ts';
import type { Drawn } from './marks.ts';
import { objectsIn } from './objects-in.ts';
import { Options, variantOf } from './options.ts';
import { sourceOf } from './source-of.ts';

/** A line an image of the augmented manifest that Ground Truth writes, and that SageMaker and Rekognition train on. */
export default defineFormat({
  id: 'sagemaker',
  title: 'SageMaker augmented manifest (boxes, or one question)',
  specification: 'https://docs.aws.amazon.com/sagemaker/latest/dg/sms-data-output.html',
  readers: ({ task, shapes }) => (task === 'object-detection' && shapes === 'hull' ? ['panlabel'] : []),
  readsDocument: false,
  samples: false,
  Options,
  cases: [
    { shapes: 'boxes' },
    { images: 's3://my-images/labelled/' },
    { task: 'image-classification', question: 'Weather', classes: ['sunny', 'rainy'], images: 's3://my-images/' },
  ],
  variant: variantOf,
  needs: ({ task }) => (task === 'object-detection' ? ['size'] : []),
  holds: ({ task, shapes }) => ({
    ...shapedObjects,
    shapes: task === 'object-detection' ? boxedShapes(shapes) : [],
    classifications: task === 'image-classification',
    attributes: task === 'image-classification',
  }),
  write({ units, annotations, source }, options, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const own = annotationsOf.get(unit.id) ?? [];
      const reference = sourceOf(unit, context.dataSet?.pictureOf(unit.id) ?? unit.name, options);
      if (reference === undefined) {
        omitted.push({ code: 'location-unknown', unit: unit.id });
        continue;
      }
      const marks =
        options.task === 'object-detection' ? objectsIn(unit, own, context.classOf) : classIn(unit, own, options);
      for (const omission of marks.omitted) omitted.push(omission);
      if (!marks.line) continue;
      const { attribute, value, metadata, isEmpty } = marks.line;
      const line = {
        'source-ref': reference,
        [attribute]: value,
        [`${attribute}-metadata`]: {
          ...metadata,
          'human-annotated': isMachines(own) ? 'no' : 'yes',
          // In UTC and without its letter, as Ground Truth writes it.
          'creation-date': (source.createdAt ?? source.updatedAt).replace(/Z$/, ''),
          'job-name': source.project,
        },
      };
      lines.add(unit.id, line, isEmpty);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ splits }) => wholeLines(names, splits),
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.manifest',
  /** Without a split, the name that Ground Truth gives it. */
  pathOf: (split = 'output') => `${split}.manifest`,
};

const isMachines = (annotations: readonly Drawn[]) =>
  annotations.length > 0 && annotations.every(({ origin }) => origin === 'model');
