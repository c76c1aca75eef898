import { asFields, type Fields, isFields, listOf, type Spot, textIfAny, textOf, wrongKind } from './reading.ts';

type Chosen = { readonly name: string; readonly hash: string | undefined };

/**
 * The answer to one question; answers to nested questions stand beside it, not in it. `given`: the chosen options of a
 * radio (one) or a checklist (those ticked), a text, a number, or nothing where it stands unanswered.
 */
export type Answer = {
  readonly name: string;
  readonly hash: string | undefined;
  readonly given: string | number | readonly Chosen[] | undefined;
  readonly spot: Spot;
};

export const answersIn = (fields: Fields, key: string, spot: Spot): readonly Answer[] =>
  listOf(fields, key, spot).map((item, index) => readAnswer(item, spot.at(key).at(index)));

export function readAnswer(item: unknown, spot: Spot): Answer {
  const fields = asFields(item, spot);
  return {
    name: textOf(fields, 'name', spot),
    hash: textIfAny(fields, 'featureHash', spot),
    given: givenIn(fields.answers, spot.at('answers')),
    spot,
  };
}

function givenIn(answers: unknown, spot: Spot): Answer['given'] {
  if (answers === undefined || answers === null) return undefined;
  if (typeof answers === 'string' || (typeof answers === 'number' && Number.isFinite(answers))) return answers;
  if (!Array.isArray(answers)) throw wrongKind(spot, 'a text, a number or a list of options', answers);
  return answers.map((option: unknown, index): Chosen => {
    if (!isFields(option)) throw wrongKind(spot.at(index), 'an option', option);
    return { name: textOf(option, 'name', spot.at(index)), hash: textIfAny(option, 'featureHash', spot.at(index)) };
  });
}
