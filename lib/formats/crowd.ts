import type { Annotation, Attribute } from '../label/label.ts';

/**
 * Whether an annotation is of a group of things, COCO's `iscrowd`. No platform has a field for it; who marks groups asks it
 * as CVAT and Datumaro do, in an attribute `is_crowd`. A hole, or several parts, never make a crowd.
 */
export const isCrowd = ({ attributes }: Pick<Annotation, 'attributes'>): boolean =>
  attributes.some(
    ({ name, value }) => /^is[ _]?crowd$/i.test(name) && answers(value).some((answer) => yes.test(answer)),
  );

const yes = /^(1|true|yes)$/i;

function answers(value: Attribute['value']): readonly string[] {
  switch (value.kind) {
    case 'number':
      return [String(value.number)];
    case 'text':
      return [value.text];
    case 'radio':
      return [value.choice.name];
    case 'checklist':
      return value.choices.map(({ name }) => name);
    default:
      return [];
  }
}
