import {
  asFields,
  type FieldPath,
  type Fields,
  isFields,
  optionalListIn,
  optionalTextIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';

type Chosen = { readonly name: string; readonly hash: string | undefined };

/**
 * The answer to one question; answers to nested questions stand beside it, not in it. `given`: the chosen options of a
 * radio (one) or a checklist (those ticked), a text, a number, or nothing where it stands unanswered.
 */
export type Answer = {
  readonly name: string;
  readonly hash: string | undefined;
  readonly given: string | number | readonly Chosen[] | undefined;
  readonly path: FieldPath;
};

export const answersIn = (fields: Fields, key: string, path: FieldPath): readonly Answer[] =>
  optionalListIn(fields, key, path).map((item, index) => readAnswer(item, path.at(key).at(index)));

export function readAnswer(item: unknown, path: FieldPath): Answer {
  const fields = asFields(item, path);
  return {
    name: textIn(fields, 'name', path),
    hash: optionalTextIn(fields, 'featureHash', path),
    given: givenIn(fields.answers, path.at('answers')),
    path,
  };
}

function givenIn(answers: unknown, path: FieldPath): Answer['given'] {
  if (answers === undefined || answers === null) return undefined;
  if (typeof answers === 'string' || (typeof answers === 'number' && Number.isFinite(answers))) return answers;
  if (!Array.isArray(answers)) throw wrongKind(path, 'a text, a number or a list of options', answers);
  return answers.map((option: unknown, index): Chosen => {
    if (!isFields(option)) throw wrongKind(path.at(index), 'an option', option);
    return {
      name: textIn(option, 'name', path.at(index)),
      hash: optionalTextIn(option, 'featureHash', path.at(index)),
    };
  });
}
