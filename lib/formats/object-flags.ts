import type { Attribute } from '../label/label.ts';

/** What some formats say of every object in a field of its own, and ontologies ask in a question of that name. */
export type ObjectFlag = 'truncated' | 'difficult' | 'occluded';

/**
 * Whether an object is marked so: by a question of this name whose answer is yes (`true`, `1`, the name itself), or by a
 * choice of this name that is ticked in any checklist. Letters may be of any case.
 */
export const isMarked = (attributes: readonly Attribute[], flag: ObjectFlag): boolean =>
  attributes.some((attribute) => isYes(attribute, flag));

function isYes({ name, value }: Attribute, flag: ObjectFlag): boolean {
  const isAsked = isWord(name, [flag]);
  switch (value.kind) {
    case 'text':
      return isAsked && isWord(value.text, yes);
    case 'number':
      return isAsked && value.number === 1;
    case 'radio':
      return isAsked && isWord(value.choice.name, [...yes, flag]);
    case 'checklist':
      return value.choices.some((choice) => isWord(choice.name, isAsked ? [...yes, flag] : [flag]));
    case 'ranking':
      return false;
  }
}

const yes = ['yes', 'true', '1'];
const isWord = (text: string, words: readonly string[]) => words.includes(text.trim().toLowerCase());
