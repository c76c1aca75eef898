import { type Category, categoryKindOf } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { isMarked } from '../object-flags.ts';
import type { SizedUnit } from '../visible-parts.ts';
import { element, type XmlElement } from '../xml.ts';
import { type Answer, answersOf, changesIn } from './answers.ts';
import { drawIn } from './drawing.ts';
import { type Drawn, type DrawnKind, type Reason, sourceOf } from './seam.ts';

type Annotated = AnnotationOf<DrawnKind>;

/** A classification. */
const tag: Drawn = { drawing: { tag: 'tag', fields: {} }, omitted: [] };

/** A task of one image. Owner, times and URLs of CVAT's own files are not in it. */
export function imageDocument(
  unit: SizedUnit,
  annotations: readonly Annotated[],
  labels: XmlElement,
  categories: readonly Category[],
): { readonly document: XmlElement; readonly isEmpty: boolean; readonly omitted: readonly Omission[] } {
  const omitted: Omission[] = [];
  const templates = new Map(
    categories.filter(({ kind }) => kind === 'object').map(({ name, skeleton }) => [name, skeleton]),
  );
  const [objects, tags]: [XmlElement[], XmlElement[]] = [[], []];
  for (const annotation of annotations) {
    const { shape, category } = annotation;
    const answers = answersOf(annotation);
    const drawn: Drawn = shape ? drawIn(unit, shape, templates.get(category)) : tag;
    const omit = (reason: Reason) => omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
    drawn.omitted.forEach(omit);
    if (!drawn.drawing) continue;
    changesIn(annotation, answers).forEach(omit);
    (shape ? objects : tags).push(elementOf(annotation, answers, drawn.drawing));
  }
  const task = element('task', [
    element('size', '1'),
    element('mode', 'annotation'),
    element('start_frame', '0'),
    element('stop_frame', '0'),
    labels,
  ]);
  const { name, width, height } = unit;
  const document = element('annotations', [
    element('version', '1.1'),
    element('meta', [task]),
    element('image', [...objects, ...tags], { id: '0', name, width: String(width), height: String(height) }),
  ]);
  return { document, isEmpty: objects.length === 0, omitted };
}

function elementOf(
  annotation: Annotated,
  answers: readonly Answer[],
  { tag: name, fields, parts = [] }: NonNullable<Drawn['drawing']>,
): XmlElement {
  const { category, attributes, origin } = annotation;
  const own = { label: category, source: sourceOf(origin) };
  const children = [...parts, ...answers.map((answer) => element('attribute', answer.value, { name: answer.name }))];
  if (categoryKindOf(annotation) === 'classification') return element(name, children, own);
  const occluded = isMarked(attributes, 'occluded') ? '1' : '0';
  return element(name, children, { ...own, occluded, ...fields, z_order: '0' });
}
