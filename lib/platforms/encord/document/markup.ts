import type { Place } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  fieldsIn,
  isFields,
  numberIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';

type Markup = Extract<Place, { kind: 'markup' }>;
type MarkupRange = Markup['ranges'][number];

/** Ranges in a web page join two of its nodes; all other ranges join two numbers. */
export const isMarkup = (range: unknown): boolean => isFields(range) || (Array.isArray(range) && isFields(range[0]));

/**
 * `{ start, end }`, or a list of the two. Each is a boundary between characters, as in the DOM
 * (https://dom.spec.whatwg.org/#concept-range-bp), so that the end is not one further than it says.
 */
export const markupOf = (ranges: readonly unknown[], path: FieldPath): Markup => ({
  kind: 'markup',
  ranges: ranges.map((range, index): MarkupRange => {
    const at = path.at(index);
    if (!Array.isArray(range)) {
      const fields = asFields(range, at);
      return { start: nodeOf(fieldsIn(fields, 'start', at), at), end: nodeOf(fieldsIn(fields, 'end', at), at) };
    }
    if (range.length !== 2) throw wrongKind(at, 'start and end', range);
    return { start: nodeOf(asFields(range[0], at), at), end: nodeOf(asFields(range[1], at), at) };
  }),
});

const nodeOf = (node: Fields, path: FieldPath): MarkupRange['start'] => ({
  xpath: textIn(node, 'xpath', path),
  offset: numberIn(node, 'offset', path),
});
