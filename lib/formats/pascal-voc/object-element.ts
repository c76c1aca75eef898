import type { Attribute } from '../../label/label.ts';
import { flatAttributes } from '../flat-attributes.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { isMarked } from '../object-flags.ts';
import type { BoxedKind } from '../upright-box.ts';
import { element, legalText, type XmlElement } from '../xml.ts';
import type { Edges } from './edges.ts';

type Changed = Pick<Omission, 'code' | 'detail'>;

/** `<attributes>` is not VOC's: CVAT and Datumaro write and read it, and others leave it alone. */
export function objectElement(
  { category, attributes, track }: AnnotationOf<BoxedKind>,
  { xmin, ymin, xmax, ymax }: Edges,
  isCut: boolean,
): { readonly object: XmlElement; readonly changed: readonly Changed[] } {
  const flag = (isSet: boolean) => (isSet ? '1' : '0');
  const answers = Object.entries(flatAttributes(attributes, { track_id: track })).map(([name, value]) => ({
    name,
    value: typeof value === 'object' ? JSON.stringify(value) : String(value),
  }));
  const object = element('object', [
    element('name', category),
    element('pose', poseOf(attributes)),
    element('truncated', flag(isCut || isMarked(attributes, 'truncated'))),
    element('occluded', flag(isMarked(attributes, 'occluded'))),
    element('difficult', flag(isMarked(attributes, 'difficult'))),
    element('bndbox', [element('xmin', xmin), element('ymin', ymin), element('xmax', xmax), element('ymax', ymax)]),
    ...(answers.length > 0
      ? [
          element(
            'attributes',
            answers.map(({ name, value }) => element('attribute', [element('name', name), element('value', value)])),
          ),
        ]
      : []),
  ]);
  const changed = [
    ...(isChanged(category) ? [{ code: 'name-changed', detail: 'name' } as const] : []),
    ...(answers.some(({ name, value }) => isChanged(name) || isChanged(value))
      ? [{ code: 'text-changed', detail: 'attributes' } as const]
      : []),
  ];
  return { object, changed };
}

const isChanged = (text: string) => legalText(text) !== text;

const poses = ['Frontal', 'Rear', 'Left', 'Right'];

/** Of a question called pose, where its answer is one of VOC's words. */
function poseOf(attributes: readonly Attribute[]): string {
  const answer = attributes.find(({ name }) => name.trim().toLowerCase() === 'pose')?.value;
  const word = answer?.kind === 'radio' ? answer.choice.name : answer?.kind === 'text' ? answer.text : '';
  return poses.find((pose) => pose.toLowerCase() === word.trim().toLowerCase()) ?? 'Unspecified';
}
