import * as z from 'zod/mini';
import type { Track, Unit } from '../../label/label.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatFile,
  type LabelOf,
  type Omission,
  shapedObjects,
} from '../format.ts';
import { videoObjects } from '../video-objects.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { element, legalText, type XmlElement, xmlFile } from '../xml.ts';
import { answersOf, ownAnswers } from './answers.ts';
import { imageDocument } from './image.ts';
import { labelElements } from './labels.ts';
import { type DrawnKind, drawnKinds, type TrackedKind, trackedKinds } from './seam.ts';
import { isSequence, type Sequence, videoDocument } from './video.ts';

/** One XML file a unit, as CVAT exports and uploads it: an element an object of an image, a track a thing of a video. */
export default defineFormat({
  id: 'cvat',
  title: 'CVAT 1.1 for images and for videos (XML)',
  specification: 'https://docs.cvat.ai/docs/dataset_management/formats/format-xml/',
  readers: ['datumaro', 'globox'],
  readsDocument: false,
  needs: ['size', 'video-size', 'frames'],
  Options: z.strictObject({}),
  holds: [
    { ...shapedObjects, shapes: drawnKinds, classifications: true, attributes: true, tracks: 'ids' },
    { ...shapedObjects, media: ['video'], places: ['frame'], shapes: trackedKinds, attributes: true, tracks: 'ranges' },
  ],
  write(label, _options, { paths }) {
    const { categories, units, annotations, tracks = [] } = label;
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const labels = labelsOf(label);
    for (const unit of units) {
      const own = annotationsOf.get(unit.id) ?? [];
      const unknown = missingOf(unit);
      omitted.push(...unknown.map((code) => ({ code, unit: unit.id })));
      if (unknown.length > 0) continue;
      if (legalText(unit.name) !== unit.name) omitted.push({ code: 'name-changed', unit: unit.id, detail: unit.media });
      const made = isSequence(unit)
        ? videoFile(unit, own as readonly AnnotationOf<TrackedKind>[], tracks, labels.video)
        : imageDocument(unit as SizedUnit, own, labels.image, categories);
      omitted.push(...made.omitted);
      if (!made.document) continue;
      files.push({
        path: `annotations/${paths.get(unit.id)}.xml`,
        contentType: 'application/xml',
        bytes: xmlFile(made.document),
        namedAfter: 'unit',
        emptyUnit: made.isEmpty ? unit.id : undefined,
      });
    }
    return { files, omitted };
  },
  ownReader: () => import('./read.ts'),
});

const missingOf = (unit: Unit): Omission['code'][] => [
  ...(isSized(unit) ? [] : ['size-unknown' as const]),
  ...(unit.media === 'video' && unit.frames === undefined ? ['frames-unknown' as const] : []),
];

function labelsOf({ categories, units, annotations }: LabelOf<DrawnKind>) {
  const videos = new Set(units.filter(({ media }) => media === 'video').map(({ id }) => id));
  const [ofVideos, ofImages] = [true, false].map((isVideo) =>
    annotations
      .filter(({ unit }) => videos.has(unit) === isVideo)
      .map((annotation) => ({ annotation, answers: isVideo ? ownAnswers(annotation) : answersOf(annotation) })),
  );
  return {
    image: element('labels', labelElements(categories, ofImages ?? [])),
    video: element('labels', labelElements(categories, ofVideos ?? [], true)),
  };
}

function videoFile(
  unit: Sequence,
  annotations: readonly AnnotationOf<TrackedKind>[],
  tracks: readonly Track[],
  labels: XmlElement,
) {
  const { objects, omitted } = videoObjects(unit, annotations, tracks);
  const made = videoDocument(unit, objects, labels);
  return { ...made, omitted: [...omitted, ...made.omitted] };
}
