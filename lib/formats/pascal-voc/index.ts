import * as z from 'zod/mini';
import { eachSplit } from '../data-set-files.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatFile,
  type Omission,
  type Piece,
  shapedObjects,
} from '../format.ts';
import { sizedUnit } from '../painted.ts';
import { type BoxedKind, boxedShapes, shapesOption, uprightBox } from '../upright-box.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { element, legalText, type XmlElement, xmlFile } from '../xml.ts';
import { Bounding, edgesOf } from './edges.ts';
import { labelMap } from './label-map.ts';
import { objectElement } from './object-element.ts';
import { segmentationOf } from './segmentation.ts';

/** One XML file a unit, one `<object>` with its upright box an object. */
export default defineFormat({
  id: 'pascal-voc',
  title: 'Pascal VOC (boxes)',
  specification: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html',
  // supervision knows no edges that count from 0.
  readers: ({ base, segmentation }) => [
    ...(base === 1 ? ['supervision'] : []),
    'globox',
    ...(segmentation ? ['Pillow'] : []),
  ],
  readsDocument: false,
  needs: ['size'],
  pictureFolder: () => 'JPEGImages',
  // A unit then has three files, which have one name or are of no use.
  live: ({ segmentation }) => !segmentation,
  Options: z.strictObject({ ...Bounding.shape, shapes: shapesOption, segmentation: z._default(z.boolean(), false) }),
  cases: [
    { base: 0 },
    { numbers: 'decimals' },
    { base: 0, numbers: 'decimals' },
    { shapes: 'boxes' },
    { segmentation: true },
  ],
  variant({ base, numbers, shapes, segmentation }) {
    const words = [
      ...(base === 0 ? ['zero-based'] : []),
      ...(numbers === 'decimals' ? [numbers] : []),
      ...(shapes === 'boxes' ? [shapes] : []),
      ...(segmentation ? ['segmentation'] : []),
    ];
    return words.length > 0 ? words.join('-') : undefined;
  },
  holds: ({ shapes }) => ({
    ...shapedObjects,
    shapes: boxedShapes(shapes),
    attributes: true,
    tracks: 'ids',
  }),
  write({ source, units, annotations }, options, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const files = units.flatMap((unit): FormatFile[] => {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        return [];
      }
      if (legalText(unit.name) !== unit.name) omitted.push({ code: 'name-changed', unit: unit.id, detail: 'filename' });
      const own = annotationsOf.get(unit.id) ?? [];
      const path = paths.get(unit.id) ?? '';
      const segmentation = options.segmentation
        ? segmentationOf(sizedUnit(unit, 'pascal-voc') ?? unit, path, own, classOf)
        : undefined;
      const objects: XmlElement[] = [];
      for (const annotation of own) {
        const { object, omitted: why } = objectOf(annotation, unit, options);
        for (const reason of why) {
          const isHeld = reason.code === 'outline-not-held' && segmentation?.isPainted(annotation.id);
          if (!isHeld) omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
        }
        if (object) objects.push(object);
      }
      omitted.push(...(segmentation?.omitted ?? []));
      const pictures = segmentation?.pictures ?? [];
      if (dataSet && pictures.length > 0) {
        pieces.push({ file: listOf(dataSet.splitOf(unit.id)), stream: 'units', text: `${path}\n` });
      }
      const root = element('annotation', [...imageElements(unit, source.platform, pictures.length > 0), ...objects]);
      return [
        {
          path: `Annotations/${path}.xml`,
          contentType: 'application/xml',
          bytes: xmlFile(root),
          namedAfter: 'unit',
          emptyUnit: objects.length === 0 ? unit.id : undefined,
        },
        ...pictures,
      ];
    });
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }, { segmentation }) => [
    {
      path: 'labelmap.txt',
      contentType: 'text/plain; charset=utf-8',
      parts: [{ text: labelMap(classes.map(({ name }) => name)) }],
    },
    ...(segmentation ? eachSplit(splits) : []).map((split) => ({
      path: listOf(split),
      contentType: 'text/plain; charset=utf-8',
      parts: [{ stream: 'units' }],
    })),
  ],
  ownReader: () => import('./read.ts'),
});

/** The units that have pictures, by name without an ending; without splits under VOC's word for all of them. */
const listOf = (split: string | undefined) => `ImageSets/Segmentation/${split ?? 'trainval'}.txt`;

/** A label does not say how many colours its picture has: three, as those of VOC have. */
const depth = '3';

const imageElements = (
  { name, width, height, sourceUri }: SizedUnit,
  platform: string,
  isSegmented: boolean,
): XmlElement[] => [
  element('folder', 'JPEGImages'),
  element('filename', name),
  element('source', [element('database', platform), ...(sourceUri === undefined ? [] : [element('image', sourceUri)])]),
  element('size', [element('width', String(width)), element('height', String(height)), element('depth', depth)]),
  element('segmented', isSegmented ? '1' : '0'),
];

type Reason = Pick<Omission, 'code' | 'detail'>;

function objectOf(
  annotation: AnnotationOf<BoxedKind>,
  size: SizedUnit,
  options: Bounding,
): { readonly object?: XmlElement; readonly omitted: readonly Reason[] } {
  if (!annotation.shape) return { omitted: [] };
  const { bounds, omitted } = uprightBox(annotation.shape, size);
  if (!bounds) return { omitted };
  const isCut = omitted.some(({ code }) => code === 'outside-image');
  const { object, changed } = objectElement(annotation, edgesOf(bounds, size, options), isCut);
  return { object, omitted: [...omitted, ...changed] };
}
