import type { Attribute, AttributeValue, Origin } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalListIn,
  optionalTextIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { makerOf } from './annotation-parts.ts';
import { keys } from './known-keys.ts';
import type { Question, Questions } from './ontology.ts';

type Choice = { readonly name: string; readonly hash: string | undefined };

/**
 * The answer to one question. Answers to nested questions are beside it, not in it. `value` has the chosen option of a
 * radio, the ticked options of a checklist, a text or a number; it is undefined as long as the question is unanswered.
 */
export type Answer = {
  readonly name: string;
  readonly hash: string | undefined;
  readonly value: string | number | readonly Choice[] | undefined;
  readonly maker: Origin | undefined;
  readonly path: FieldPath;
};

export const answersIn = (fields: Fields, key: string, path: FieldPath): readonly Answer[] =>
  optionalListIn(fields, key, path).map((item, index) => readAnswer(item, path.at(key).at(index)));

export function readAnswer(item: unknown, path: FieldPath): Answer {
  const fields = asFields(item, path);
  checkKeys(fields, keys.answer, path);
  return {
    name: textIn(fields, 'name', path),
    hash: optionalTextIn(fields, 'featureHash', path),
    value: answerValue(fields.answers, path.at('answers')),
    maker: makerOf(fields),
    path,
  };
}

function answerValue(answers: unknown, path: FieldPath): Answer['value'] {
  if (isMissing(answers)) return undefined;
  if (typeof answers === 'string' || (typeof answers === 'number' && Number.isFinite(answers))) return answers;
  if (!Array.isArray(answers)) throw wrongKind(path, 'a string, a finite number or a list of options', answers);
  return answers.map((item: unknown, index): Choice => {
    const at = path.at(index);
    const option = asFields(item, at);
    return { name: textIn(option, 'name', at), hash: optionalTextIn(option, 'featureHash', at) };
  });
}

/** Which question it answers. */
const questionOf = ({ hash, name }: Answer): string => hash ?? `name ${name}`;

export const questionsIn = (answers: readonly Answer[]): number => new Set(answers.map(questionOf)).size;

/**
 * The editor writes a checklist as an answer for each ticked option, the SDK as one answer with all of them: both are one
 * answer. https://github.com/encord-team/encord-client-python/blob/master/encord/objects/ontology_object_instance.py
 */
function withWholeChecklists(answers: readonly Answer[], questions: Questions): readonly Answer[] {
  if (answers.length < 2 || questionsIn(answers) === answers.length) return answers;
  const whole = new Map<string | Answer, Answer>();
  for (const answer of answers) {
    const { value } = answer;
    const key = Array.isArray(value) && !isRadio(answer, questions) ? questionOf(answer) : answer;
    const before = whole.get(key);
    whole.set(key, before && key !== answer ? joined(before, answer) : answer); // overlapping ranges give one twice
  }
  return [...whole.values()];
}

const isRadio = ({ hash }: Answer, { all }: Questions): boolean => all.get(hash ?? '')?.type === 'radio';

/** An option that both have is ticked once. */
function joined(one: Answer, other: Answer): Answer {
  const choices = new Map(
    [...choicesOf(one), ...choicesOf(other)].map((choice) => [choice.hash ?? choice.name, choice]),
  );
  const makers = new Set([one.maker, other.maker].filter((maker) => maker !== undefined));
  return { ...one, value: [...choices.values()], maker: makers.size > 1 ? 'model-edited' : [...makers][0] };
}

const choicesOf = ({ value }: Answer): readonly Choice[] => (Array.isArray(value) ? (value as readonly Choice[]) : []);

/** Only an answer that somebody else made than what it is about says so. What says nothing was made by a person. */
const originOf = ({ maker }: Answer, ofOwner: Origin = 'person'): Pick<Attribute, 'origin'> =>
  maker === undefined || maker === ofOwner ? {} : { origin: maker };

/**
 * Encord lists the answers to nested questions flat, beside their parents; the ontology says which belongs where. Returns
 * nested answers in the ontology's order and after them, flat, those that the ontology does not place. An unanswered
 * question gives no attribute, but a checklist with nothing ticked is answered. `maker` made what the answers are about.
 */
export function attributesOf(all: readonly Answer[], questions: Questions, maker?: Origin): Attribute[] {
  if (all.length === 0) return [];
  const answers = withWholeChecklists(all, questions);
  const unplaced = new Set(answers);

  const nested = (asked: readonly Question[]): Attribute[] =>
    asked.flatMap((question) =>
      answers
        .filter((answer) => answer.hash === question.hash && unplaced.delete(answer))
        .flatMap((answer) => attributes(answer, question)),
    );

  const attributes = (answer: Answer, question?: Question): Attribute[] =>
    attributeValues(answer, question).map((value) => ({
      name: question?.name || answer.name,
      value,
      ...originOf(answer, maker),
    }));

  /** At most one. */
  function attributeValues({ value, path }: Answer, question: Question | undefined): AttributeValue[] {
    if (value === undefined) return [];
    if (typeof value === 'string') return [{ kind: 'text', text: value }];
    if (typeof value === 'number') return [{ kind: 'number', number: value }];
    const choices = value.map(({ name, hash }) => {
      const option = question?.options.find((known) => known.hash === hash);
      // Old rows may have the question's name in the place of the option's.
      return { name: option?.label || name, attributes: nested(option?.questions ?? []) };
    });
    // Without the ontology a radio and a checklist with one tick look the same, and both are a list of choices.
    if (question?.type !== 'radio') return [{ kind: 'checklist', choices }];
    if (choices.length > 1) {
      throw invalidAt(path, `must be one answer, since the question is a radio, but is ${choices.length} answers`);
    }
    return choices.map((choice) => ({ kind: 'radio', choice }));
  }

  const placed = nested(questions.top);
  // An answer may outlive the choice that led to its question.
  const rest = answers.flatMap((answer) =>
    unplaced.delete(answer) ? attributes(answer, questions.all.get(answer.hash ?? '')) : [],
  );
  return [...placed, ...rest];
}
