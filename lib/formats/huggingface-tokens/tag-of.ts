import { wholeCharacters } from '../row-files.ts';

/** A number is that of `id2label.json`. */
export function tagOf(tag: string | number, classes: readonly string[], path: string): string {
  if (typeof tag === 'string') return tag;
  if (tag === 0) return 'O';
  const category = classes[Math.ceil(tag / 2) - 1];
  if (category !== undefined) return `${tag % 2 === 1 ? 'B' : 'I'}-${wholeCharacters(category)}`;
  throw new SyntaxError(`${path} must have tags from 0 to ${2 * classes.length}, but has ${tag}. Give --classes.`);
}
