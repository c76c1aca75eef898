import { given } from '../contracts/given.ts';
import type { Annotation, Attribute, Choice } from '../label/label.ts';

/** A text, a number, the name of a choice, the names of all ticked ones, or those of a ranking, the best first. */
export type FlatValue = string | number | readonly string[];

/** What is not an answer of a person's, under names that mean the same in files of CVAT and Datumaro: `track_id`, `rotation`. */
type Own = Readonly<Record<string, FlatValue | undefined>>;

/**
 * Attributes as one flat object. A question that hangs on a choice is `question/choice/question`. Names are not unique,
 * neither on a platform nor after flattening: the second of a name is `name (2)`, and so is a person's whose name is in `own`.
 */
export function flatAttributes(attributes: readonly Attribute[], own: Own): Record<string, FlatValue> {
  if (attributes.length === 0) return given(own) as Record<string, FlatValue>;
  const flat = new Map<string, FlatValue | undefined>(Object.entries(own));
  const lastNumbers = new Map<string, number>();
  for (const [name, value] of flattened(attributes, '')) flat.set(freeName(name, flat, lastNumbers), value);
  return Object.fromEntries([...flat].filter((entry): entry is [string, FlatValue] => entry[1] !== undefined));
}

/** An attribute with the name of its question keeps that name; the name of any other begins with its question's. */
export const answersIn = ({ category, attributes }: Pick<Annotation, 'category' | 'attributes'>): Attribute[] =>
  attributes.map((attribute) =>
    attribute.name === category ? attribute : { ...attribute, name: `${category}/${attribute.name}` },
  );

function* flattened(attributes: readonly Attribute[], parent: string): Generator<readonly [string, FlatValue]> {
  for (const { name, value } of attributes) {
    const path = `${parent}${name}`;
    switch (value.kind) {
      case 'text':
        yield [path, value.text];
        break;
      case 'number':
        yield [path, value.number];
        break;
      case 'radio':
        yield [path, value.choice.name];
        yield* below(value.choice, path);
        break;
      case 'checklist':
        yield [path, value.choices.map((choice) => choice.name)];
        for (const choice of value.choices) yield* below(choice, path);
        break;
      case 'ranking':
        yield [path, value.items];
        break;
    }
  }
}

const below = (choice: Choice, path: string) => flattened(choice.attributes, `${path}/${choice.name}/`);

/** Names are only added: the search goes on where the last one of the same name ended. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>, lastNumbers: Map<string, number>): string {
  if (!taken.has(name)) return name;
  let number = (lastNumbers.get(name) ?? 1) + 1;
  while (taken.has(`${name} (${number})`)) number += 1;
  lastNumbers.set(name, number);
  return `${name} (${number})`;
}
