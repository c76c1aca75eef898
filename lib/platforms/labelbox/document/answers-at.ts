import type { Attribute, AttributeValue, Choice } from '../../../label/label.ts';
import type { FieldPath, Fields } from '../../kit/fields.ts';
import { answeredBelow, answersIn } from './attributes.ts';

/** One answer of a list, or the only one, as it was given from `from` on. `index` is its place in the list. */
export type Version = {
  readonly from: number;
  readonly question: Fields;
  readonly answer: Attribute;
  readonly path: FieldPath;
  readonly index: number;
};
export type Holds = (feature: string, time: number) => boolean;

/** Of several single choices at one time the one that was given last holds; of lists, all that are chosen. */
export function answerAt(
  versions: readonly Version[],
  time: number,
  holds: Holds,
): Pick<Version, 'answer' | 'path'> | undefined {
  const [latest] = versions.toSorted((a, b) => rank(b.from, time) - rank(a.from, time));
  if (!latest) return undefined;
  const parts = latest.answer.value.kind === 'checklist' ? versions.toSorted((a, b) => a.index - b.index) : [latest];
  const values = parts.flatMap(({ answer: { value }, question, index }): AttributeValue[] => {
    const part = answersIn(question)[index];
    if (value.kind === 'radio') return [{ kind: 'radio', choice: choiceAt(value.choice, part, time, holds) }];
    if (value.kind !== 'checklist') return [value];
    const choice = value.choices[index];
    return [{ kind: 'checklist', choices: choice ? [choiceAt(choice, part, time, holds)] : [] }];
  });
  const choices = values.flatMap((value) => (value.kind === 'checklist' ? value.choices : []));
  const [first] = values;
  if (!first) return undefined;
  const unique = [...new Map(choices.map((choice) => [choice.name, choice])).values()];
  const value: AttributeValue = first.kind === 'checklist' ? { kind: 'checklist', choices: unique } : first;
  return { answer: { ...latest.answer, value }, path: latest.path };
}

/** What was given before comes first, the latest before all; what is given later only, in its order. */
const rank = (from: number, time: number): number => (from <= time ? from + 1 : -from);

/** Without what is answered below the choice and does not hold at the time. */
function choiceAt(choice: Choice, part: Fields | undefined, time: number, holds: Holds): Choice {
  const isHolding = ({ feature_id: feature }: Fields) => typeof feature !== 'string' || holds(feature, time);
  const questions = part ? answeredBelow(part) : [];
  const attributes = choice.attributes.flatMap((attribute, index): Attribute[] => {
    const question = questions[index];
    if (!question) return [attribute];
    const answers = answersIn(question);
    const held = answers.map(isHolding);
    if (!isHolding(question) || (answers.length > 0 && !held.includes(true))) return [];
    return [{ ...attribute, value: valueAt(attribute.value, answers, held, time, holds) }];
  });
  return { ...choice, attributes };
}

function valueAt(
  value: AttributeValue,
  answers: readonly Fields[],
  held: readonly boolean[],
  time: number,
  holds: Holds,
): AttributeValue {
  if (value.kind === 'radio') return { kind: 'radio', choice: choiceAt(value.choice, answers[0], time, holds) };
  if (value.kind !== 'checklist') return value;
  const choices = value.choices.flatMap((choice, index) =>
    held[index] ? [choiceAt(choice, answers[index], time, holds)] : [],
  );
  return { kind: 'checklist', choices };
}
