import type { Attribute, Choice } from '../../label/label.ts';

/** A text, a number, the name of a choice, the names of all ticked ones, or those of a ranking, the best first. */
type Value = string | number | readonly string[];

/** Names that mean the same in every file of this format, as in those of CVAT and Datumaro. */
type Own = { readonly track_id: string | undefined; readonly rotation: number | undefined };

/**
 * Attributes as one flat object. A question that hangs on a choice is `question/choice/question`. Names are not unique,
 * neither on a platform nor after flattening: the second of a name is `name (2)`, and so is a person's `rotation`.
 */
export function flatAttributes(attributes: readonly Attribute[], own: Own): Record<string, Value> {
  const flat = new Map<string, Value | undefined>(Object.entries(own));
  const next = new Map<string, number>();
  for (const [name, value] of flattened(attributes, '')) flat.set(freeName(name, flat, next), value);
  return Object.fromEntries([...flat].filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function* flattened(attributes: readonly Attribute[], parent: string): Generator<readonly [string, Value]> {
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

/** `next`: the number from which to look on, by name; thousands of lines of one text field have one name. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>, next: Map<string, number>): string {
  if (!taken.has(name)) return name;
  let number = next.get(name) ?? 2;
  while (taken.has(`${name} (${number})`)) number += 1;
  next.set(name, number + 1);
  return `${name} (${number})`;
}
