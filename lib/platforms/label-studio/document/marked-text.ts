import type { FieldPath, Fields } from '../../kit/fields.ts';
import type { Note } from './mark.ts';

/** The marked text, where the configuration asks Label Studio to save it. A list is the answer to a question instead. */
export const markedText = ({ text }: Fields): { text?: string } => (typeof text === 'string' ? { text } : {});

/** The marked text unless it is another than that at its place: one of the two is wrong, and nothing says which. */
export function checkedText(value: Fields, found: string | undefined, path: FieldPath): [{ text?: string }, Note[]] {
  const marked = markedText(value);
  if (found === undefined || marked.text === undefined || agrees(marked.text, found)) return [marked, []];
  return [{}, [{ path: path.at('text'), detail: 'a marked text that is not the text at its place' }]];
}

export const agrees = (marked: string, found: string): boolean => bare(marked) === bare(found);

/** Without white space, which the editor writes in ways of its own, a line break as `\\n` among them. */
const bare = (written: string): string => written.replaceAll(/\\[nr]|\s/g, '');
