import type { Attribute, Origin } from '../../../label/label.ts';
import { asFields, optionalListIn, optionalTextIn } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { type Answer, answersIn, attributesOf, readAnswer } from './attributes.ts';
import { keys } from './known-keys.ts';
import { type LabelRow, type Part, rootSpace } from './label-row.ts';
import { type Range, rangesIn } from './lists.ts';
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
  #latest:
    | { readonly attributes: Attribute[]; readonly questions: Questions; readonly maker: Origin | undefined }
    | undefined;

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

  /** The same list as at the position before, unless the answers changed. `maker` made the object there. */
  at(position: number, questions: Questions, maker?: Origin): Attribute[] {
    const latest = this.#moveTo(position) ? undefined : this.#latest;
    if (latest?.questions !== questions || latest.maker !== maker) {
      const active = this.#active.toSorted((a, b) => a.order - b.order).map(({ answer }) => answer);
      const attributes = attributesOf([...this.#constant, ...active], questions, maker);
      this.#latest = { attributes, questions, maker };
      return attributes;
    }
    return latest.attributes;
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

/** An answer that changes along the object's frames, in one space or wherever the object is. */
type Action = { readonly answer: Answer; readonly ranges: readonly Range[]; readonly space: string | undefined };

/** What the row says about one object, in all of its units. */
export type AnswersOfRow = { readonly constant: readonly Answer[]; readonly actions: readonly Action[] };

export function answersOfRow(row: LabelRow, hash: string): AnswersOfRow {
  const answers = row.objectAnswers.get(hash);
  const actions = row.objectActions.get(hash);
  if (answers) checkKeys(answers.fields, keys.objectAnswer, answers.path);
  return {
    constant: answers ? answersIn(answers.fields, 'classifications', answers.path) : [],
    actions: actions ? actionsIn(actions) : [],
  };
}

const actionsIn = ({ fields, path }: Part): Action[] =>
  optionalListIn(fields, 'actions', path).map((item, order) => {
    const at = path.at('actions').at(order);
    const action = asFields(item, at);
    const space = optionalTextIn(action, 'spaceId', at);
    return { answer: readAnswer(action, at), ranges: rangesIn(action, 'range', at), space };
  });

/** `space` is the one the object is in: an action of another space does not hold there. */
export function objectAnswersOf({ constant, actions }: AnswersOfRow, space: string = rootSpace): ObjectAnswers {
  const spans = actions.flatMap(({ answer, ranges, space: spaceOfAction = space }, order) =>
    spaceOfAction === space ? ranges.map(([first, last]): Span => ({ first, last, order, answer })) : [],
  );
  return new ObjectAnswers(constant, spans);
}
