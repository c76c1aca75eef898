import { closest, distance } from 'fastest-levenshtein';

/** What is wrong, and where: `['routes', 0, 'formats', 'cocoo']`. The message is one or more whole sentences. */
export type ConfigurationProblem = { readonly path: readonly (string | number)[]; readonly message: string };

/** `routes[0].formats.cocoo` */
export const pathText = (path: ConfigurationProblem['path']): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '') || 'the file';

/** `"cocoo" is not a format. Did you mean "coco"? Formats: canonical, coco, native, yolo.` */
export function unknownWord(word: string, what: string, known: readonly string[], heading: string): string {
  const near = nearest(word, known);
  const question = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `"${word}" is not ${what}.${question} ${heading}: ${known.join(', ')}.`;
}

/** The word that was most likely meant; undefined where none is like it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const found = known.length > 0 ? closest(word, known) : undefined;
  return found !== undefined && distance(word, found) <= Math.max(2, Math.floor(word.length / 3)) ? found : undefined;
}

/** The file holds no secrets: a value may be shown, shortened. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

export const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
