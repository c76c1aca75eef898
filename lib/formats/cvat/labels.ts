import type { Category } from '../../label/label.ts';
import type { AnnotationOf } from '../format.ts';
import { decimal, element, escaped, type XmlElement } from '../xml.ts';
import type { Answer } from './answers.ts';
import type { DrawnKind } from './seam.ts';
import { sublabelsOf } from './skeleton.ts';

type Answered = { readonly annotation: AnnotationOf<DrawnKind>; readonly answers: readonly Answer[] };
type Template = NonNullable<Category['skeleton']>;

/**
 * CVAT's labels have one name each: an object category and a classification of one name are one label. `isMutable`: their
 * attributes may change from frame to frame.
 */
export function labelElements(
  categories: readonly Category[],
  answered: readonly Answered[],
  isMutable = false,
): XmlElement[] {
  const namesOf = new Map<string, Set<string>>();
  for (const { annotation, answers } of answered) {
    const names = namesOf.get(annotation.category) ?? new Set();
    for (const { name } of answers) names.add(name);
    namesOf.set(annotation.category, names);
  }
  return [...Map.groupBy(categories, ({ name }) => name)].flatMap(([name, all]) => {
    const color = all.find((category) => category.color !== undefined)?.color;
    const skeleton = all.find((category) => category.skeleton)?.skeleton;
    const label = element('label', [
      element('name', name),
      ...(color === undefined ? [] : [element('color', color.toLowerCase())]),
      element('type', typeOf(all)),
      element(
        'attributes',
        [...(namesOf.get(name) ?? [])].map((attribute) => attributeElement(attribute, isMutable)),
      ),
      ...(skeleton ? [element('svg', svgOf(skeleton))] : []),
    ]);
    return skeleton ? [label, ...sublabelsOf(skeleton).map((sublabel) => sublabelElement(sublabel, name))] : [label];
  });
}

/** CVAT's word for what a label may be drawn as. A skeleton's label can be nothing else. */
function typeOf(all: readonly Category[]): string {
  if (all.some(({ skeleton }) => skeleton)) return 'skeleton';
  return all.every(({ kind }) => kind === 'classification') ? 'tag' : 'any';
}

/** A label holds the answers, not what could have been answered: of that, CVAT asks nothing for a text. */
const attributeElement = (name: string, isMutable: boolean): XmlElement =>
  element('attribute', [
    element('name', name),
    element('mutable', isMutable ? 'True' : 'False'),
    element('input_type', 'text'),
    element('default_value', ''),
    element('values', ''),
  ]);

const sublabelElement = (name: string, parent: string): XmlElement =>
  element('label', [
    element('name', name),
    element('type', 'points'),
    element('attributes', []),
    element('parent', parent),
  ]);

/** CVAT's drawing of a skeleton, in hundredths of its box, nodes by number from 1: on a circle, for nobody says where they are. */
function svgOf(template: Template): string {
  const names = sublabelsOf(template);
  const places = names.map((_, index) => {
    const angle = (2 * Math.PI * index) / names.length;
    return { x: hundredth(50 + 40 * Math.sin(angle)), y: hundredth(50 - 40 * Math.cos(angle)) };
  });
  const lines = template.edges.map(([from, to]) => {
    const [start, end] = [places[from], places[to]];
    const ends = `x1="${start?.x}" y1="${start?.y}" x2="${end?.x}" y2="${end?.y}"`;
    return `<line ${ends} stroke="black" data-type="edge" data-node-from="${from + 1}" data-node-to="${to + 1}" stroke-width="0.5"></line>`;
  });
  const circles = places.map(({ x, y }, index) => {
    const node = `data-type="element node" data-element-id="${index + 1}" data-node-id="${index + 1}"`;
    return `<circle r="1.5" stroke="black" fill="#b3b3b3" cx="${x}" cy="${y}" stroke-width="0.1" ${node} data-label-name="${escaped(names[index] ?? '')}"></circle>`;
  });
  return [...lines, ...circles].join('');
}

const hundredth = (share: number) => decimal(Math.round(share * 100) / 100);
