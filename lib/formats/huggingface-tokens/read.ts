import type { FormatFile, ReadFacts, ReadObject, ReadUnit } from '../format.ts';
import { readPages } from './read-pages.ts';
import { readTexts, textsIn } from './read-texts.ts';

type File = Pick<FormatFile, 'path' | 'bytes'>;
type Options = { readonly boxes: boolean };

export const read = (file: File, facts: ReadFacts, { boxes }: Options): readonly ReadObject[] =>
  boxes ? readPages(file, facts) : readTexts(file, facts);

/** A page has no text of its own, but words in boxes. */
export const readUnits = (file: File, { boxes }: Options): ReadonlyMap<string, ReadUnit> =>
  boxes ? new Map() : textsIn(file);
