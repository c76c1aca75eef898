import type { Attribute } from '../../../label/label.ts';
import { asFields, optionalListIn, optionalTextIn } from '../../kit/fields.ts';
import { type Answer, answersIn, readAnswer } from './answers.ts';
import { attributesOf } from './attributes.ts';
import { type LabelRow, type Part, rootSpace } from './label-row.ts';
import { rangesIn } from './lists.ts';
import type { Questions } from './ontology.ts';

/** An answer that holds from `first` to `last`, both inclusive. */
type Span = { readonly first: number; readonly last: number; readonly order: number; readonly answer: Answer };

/**
 * The answers of one object in one unit (or in the images of a group): those that hold wherever it stands, and those
 * that change along its frames. Made to be asked at positions that grow, which costs a look at each span once; asked
 * at an earlier one it begins again.
 */
export class AnswersOfObject {
  readonly #constant: readonly Answer[];
  readonly #spans: readonly Span[];
  #next = 0;
  #active: Span[] = [];
  #position = Number.NEGATIVE_INFINITY;
  #made: { readonly attributes: Attribute[]; readonly questions: Questions } | undefined;

  constructor(constant: readonly Answer[], spans: readonly Span[]) {
    this.#constant = constant;
    this.#spans = spans.toSorted((a, b) => a.first - b.first);
  }

  get doChange(): boolean {
    return this.#spans.length > 0;
  }

  /** The positions between `start` and `end`, without both, from which on other answers hold. */
  changesBetween(start: number, end: number): number[] {
    const changes = new Set(this.#spans.flatMap(({ first, last }) => [first, last + 1]));
    return [...changes].filter((position) => start < position && position < end).sort((a, b) => a - b);
  }

  /** The same list as before, as long as nothing changed. */
  at(position: number, questions: Questions): Attribute[] {
    if (this.#moveTo(position) || !this.#made || this.#made.questions !== questions) {
      const active = this.#active.toSorted((a, b) => a.order - b.order).map(({ answer }) => answer);
      this.#made = { attributes: attributesOf([...this.#constant, ...active], questions), questions };
    }
    return this.#made.attributes;
  }

  /** Whether other spans hold there than at the position before. */
  #moveTo(position: number): boolean {
    if (position < this.#position) {
      this.#next = 0;
      this.#active = [];
      this.#made = undefined;
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

/** `space` is where the object stands: an action of another space does not hold there. */
export function answersOfObject(row: LabelRow, hash: string, space: string | undefined): AnswersOfObject {
  const answers = row.objectAnswers.get(hash);
  const actions = row.objectActions.get(hash);
  return new AnswersOfObject(
    answers ? answersIn(answers.fields, 'classifications', answers.path) : [],
    actions ? spansOf(actions, space) : [],
  );
}

const spansOf = ({ fields, path }: Part, space: string | undefined): Span[] =>
  optionalListIn(fields, 'actions', path).flatMap((item, order) => {
    const at = path.at('actions').at(order);
    const action = asFields(item, at);
    const of = optionalTextIn(action, 'spaceId', at);
    if (of !== undefined && of !== (space ?? rootSpace)) return [];
    const answer = readAnswer(action, at);
    return rangesIn(action, 'range', at).map(([first, last]) => ({ first, last, order, answer }));
  });
