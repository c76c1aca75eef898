import * as z from 'zod/mini';
import { categoryKindOf } from '../../label/label.ts';
import { type AnnotationOf, defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { isMarked } from '../object-flags.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { element, legalText, type XmlElement, xmlFile } from '../xml.ts';
import { type Answer, answersOf } from './answers.ts';
import { drawIn } from './drawing.ts';
import { labelElements } from './labels.ts';
import { read } from './read.ts';
import { type Drawn, type DrawnKind, drawnKinds, type Reason } from './seam.ts';

/** One XML file a unit, one element an object, as CVAT exports and uploads it. */
export default defineFormat({
  id: 'cvat',
  title: 'CVAT for images 1.1 (XML)',
  specification: 'https://docs.cvat.ai/docs/dataset_management/formats/format-xml/',
  readers: ['globox'],
  readsDocument: false,
  Options: z.strictObject({}),
  holds: {
    ...shapedObjects,
    shapes: drawnKinds,
    classifications: true,
    attributes: true,
    tracks: 'ids',
  },
  write({ categories, units, annotations }, _options, { paths }) {
    const omitted: Omission[] = [];
    const answered = annotations.map((annotation) => ({ annotation, answers: answersOf(annotation) }));
    const answeredOf = Map.groupBy(answered, ({ annotation }) => annotation.unit);
    const labels = element('labels', labelElements(categories, answered));
    const templates = new Map(
      categories.filter(({ kind }) => kind === 'object').map(({ name, skeleton }) => [name, skeleton]),
    );
    const files = units.flatMap((unit): FormatFile[] => {
      if (!isSized(unit)) {
        omitted.push({ code: 'size-unknown', unit: unit.id });
        return [];
      }
      if (legalText(unit.name) !== unit.name) omitted.push({ code: 'name-changed', unit: unit.id, detail: 'image' });
      const [objects, tags]: [XmlElement[], XmlElement[]] = [[], []];
      for (const { annotation, answers } of answeredOf.get(unit.id) ?? []) {
        const { shape, category } = annotation;
        const drawn: Drawn = shape ? drawIn(unit, shape, templates.get(category)) : tag;
        const omit = (reason: Reason) => omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
        drawn.omitted.forEach(omit);
        if (!drawn.drawing) continue;
        changesIn(annotation, answers).forEach(omit);
        (shape ? objects : tags).push(elementOf(annotation, answers, drawn.drawing));
      }
      return [
        {
          path: `annotations/${paths.get(unit.id)}.xml`,
          contentType: 'application/xml',
          bytes: xmlFile(document(unit, labels, [...objects, ...tags])),
          namedAfter: 'unit',
          emptyUnit: objects.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
  read,
});

/** A task of one image. Owner, times and URLs of CVAT's own files are not in it. */
function document(unit: SizedUnit, labels: XmlElement, children: readonly XmlElement[]): XmlElement {
  const task = element('task', [
    element('size', '1'),
    element('mode', 'annotation'),
    element('start_frame', '0'),
    element('stop_frame', '0'),
    labels,
  ]);
  const { name, width, height } = unit;
  return element('annotations', [
    element('version', '1.1'),
    element('meta', [task]),
    element('image', children, { id: '0', name, width: String(width), height: String(height) }),
  ]);
}

type Annotated = AnnotationOf<DrawnKind>;

/** A classification. */
const tag: Drawn = { drawing: { tag: 'tag', fields: {} }, omitted: [] };

function elementOf(
  annotation: Annotated,
  answers: readonly Answer[],
  { tag: name, fields, parts = [] }: NonNullable<Drawn['drawing']>,
): XmlElement {
  const { category, attributes, origin } = annotation;
  const own = { label: category, source: origin === undefined ? 'file' : sources[origin] };
  const children = [...parts, ...answers.map((answer) => element('attribute', answer.value, { name: answer.name }))];
  if (categoryKindOf(annotation) === 'classification') return element(name, children, own);
  const occluded = isMarked(attributes, 'occluded') ? '1' : '0';
  return element(name, children, { ...own, occluded, ...fields, z_order: '0' });
}

/** CVAT's words for who made an annotation; `file`, its word for what came from one, where the platform does not say. */
const sources = { person: 'manual', model: 'auto', 'model-edited': 'semi-auto' } as const;

const changesIn = ({ category }: Annotated, answers: readonly Answer[]): readonly Reason[] => [
  ...(isChanged(category) ? [{ code: 'name-changed', detail: 'label' } as const] : []),
  ...(answers.some(({ name, value }) => isChanged(name) || isChanged(value))
    ? [{ code: 'text-changed', detail: 'attributes' } as const]
    : []),
];

const isChanged = (text: string) => legalText(text) !== text;
