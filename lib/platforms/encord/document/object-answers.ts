import type { Attribute } from '../../../label/label.ts';
import { asFields, optionalListIn, optionalTextIn } from '../../kit/fields.ts';
import { type Answer, answersIn, attributesOf, readAnswer } from './attributes.ts';
import { type LabelRow, type Part, rootSpace } from './label-row.ts';
import { rangesIn } from './lists.ts';
import type { Questions } from './ontology.ts';

/** An answer that holds from `first` to `last`, both inclusive. */
type Span = { readonly first: number; readonly last: number; readonly order: number; readonly answer: Answer };

/**
 * The answers about one object in one unit (or in the images of a group): those that hold wherever the object is, and
 * those that change along its frames. Ask at growing positions, which looks at each span once; an earlier position starts
 * again from the first span.
 */
export class ObjectAnswers {
  readonly #constant: readonly Answer[];
  readonly #spans: readonly Span[];
  #next = 0;
  #active: Span[] = [];
  #position = Number.NEGATIVE_INFINITY;
  #latest: { readonly attributes: Attribute[]; readonly questions: Questions } | undefined;

  constructor(constant: readonly Answer[], spans: readonly Span[]) {
    this.#constant = constant;
    this.#spans = spans.toSorted((a, b) => a.first - b.first);
  }

  get areConstant(): boolean {
    return this.#spans.length === 0;
  }

  /** The positions after `start` and before `end` at which the answers change. */
  changesBetween(start: number, end: number): number[] {
    const changes = new Set(this.#spans.flatMap(({ first, last }) => [first, last + 1]));
    return [...changes].filter((position) => start < position && position < end).sort((a, b) => a - b);
  }

  /** The same list as at the position before, unless the answers changed. */
  at(position: number, questions: Questions): Attribute[] {
    if (this.#moveTo(position) || !this.#latest || this.#latest.questions !== questions) {
      const active = this.#active.toSorted((a, b) => a.order - b.order).map(({ answer }) => answer);
      this.#latest = { attributes: attributesOf([...this.#constant, ...active], questions), questions };
    }
    return this.#latest.attributes;
  }

  /** Whether other spans hold there than at the position before. */
  #moveTo(position: number): boolean {
    if (position < this.#position) {
      this.#next = 0;
      this.#active = [];
      this.#latest = undefined;
    }
    this.#position = position;
    const before = this.#active.length;
    this.#active = this.#active.filter(({ last }) => last >= position);
    let changed = this.#active.length < before;
    for (; this.#next < this.#spans.length; this.#next += 1) {
      const span = this.#spans[this.#next];
      if (!span || span.first > position) break;
      if (span.last < position) continue;
      this.#active.push(span);
      changed = true;
    }
    return changed;
  }
}

/** `space` is the one the object is in: an action of another space does not hold there. */
export function objectAnswersOf(row: LabelRow, hash: string, space: string | undefined): ObjectAnswers {
  const answers = row.objectAnswers.get(hash);
  const actions = row.objectActions.get(hash);
  return new ObjectAnswers(
    answers ? answersIn(answers.fields, 'classifications', answers.path) : [],
    actions ? spansOf(actions, space) : [],
  );
}

const spansOf = ({ fields, path }: Part, space: string | undefined): Span[] =>
  optionalListIn(fields, 'actions', path).flatMap((item, order) => {
    const at = path.at('actions').at(order);
    const action = asFields(item, at);
    const spaceOfAction = optionalTextIn(action, 'spaceId', at) ?? space ?? rootSpace;
    if (spaceOfAction !== (space ?? rootSpace)) return [];
    const answer = readAnswer(action, at);
    return rangesIn(action, 'range', at).map(([first, last]) => ({ first, last, order, answer }));
  });
