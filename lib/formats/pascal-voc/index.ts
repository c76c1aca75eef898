import * as z from 'zod/mini';
import { type AnnotationOf, defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { type BoxedKind, boxedShapes, shapesOption, uprightBox } from '../upright-box.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { element, legalText, type XmlElement, xmlFile } from '../xml.ts';
import { Bounding, edgesOf } from './edges.ts';
import { labelMap } from './label-map.ts';
import { objectElement } from './object-element.ts';
import { read } from './read.ts';

/** One XML file a unit, one `<object>` with its upright box an object. */
export default defineFormat({
  id: 'pascal-voc',
  title: 'Pascal VOC (boxes)',
  specification: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html',
  // supervision knows no edges that count from 0.
  readers: ({ base }) => (base === 1 ? ['supervision', 'globox'] : ['globox']),
  readsDocument: false,
  Options: z.strictObject({ ...Bounding.shape, shapes: shapesOption }),
  cases: [{ base: 0 }, { numbers: 'decimals' }, { base: 0, numbers: 'decimals' }, { shapes: 'boxes' }],
  variant({ base, numbers, shapes }) {
    const words = [
      ...(base === 0 ? ['zero-based'] : []),
      ...(numbers === 'decimals' ? [numbers] : []),
      ...(shapes === 'boxes' ? [shapes] : []),
    ];
    return words.length > 0 ? words.join('-') : undefined;
  },
  holds: ({ shapes }) => ({
    ...shapedObjects,
    shapes: boxedShapes(shapes),
    attributes: true,
    tracks: 'ids',
  }),
  write({ source, units, annotations }, options, { paths }) {
    const omitted: Omission[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const files = units.flatMap((unit): FormatFile[] => {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        return [];
      }
      if (legalText(unit.name) !== unit.name) omitted.push({ code: 'name-changed', unit: unit.id, detail: 'filename' });
      const objects: XmlElement[] = [];
      for (const annotation of annotationsOf.get(unit.id) ?? []) {
        const { object, omitted: why } = objectOf(annotation, unit, options);
        omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: annotation.id })));
        if (object) objects.push(object);
      }
      const root = element('annotation', [...imageElements(unit, source.platform), ...objects]);
      return [
        {
          path: `Annotations/${paths.get(unit.id)}.xml`,
          contentType: 'application/xml',
          bytes: xmlFile(root),
          namedAfter: 'unit',
          emptyUnit: objects.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
  whole: ({ classes }) => [
    {
      path: 'labelmap.txt',
      contentType: 'text/plain; charset=utf-8',
      parts: [{ text: labelMap(classes.map(({ name }) => name)) }],
    },
  ],
  read,
});

/** A label does not say how many colours its picture has: three, as those of VOC have. */
const depth = '3';

const imageElements = ({ name, width, height, sourceUri }: SizedUnit, platform: string): XmlElement[] => [
  element('folder', 'JPEGImages'),
  element('filename', name),
  element('source', [element('database', platform), ...(sourceUri === undefined ? [] : [element('image', sourceUri)])]),
  element('size', [element('width', String(width)), element('height', String(height)), element('depth', depth)]),
  element('segmented', '0'),
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
