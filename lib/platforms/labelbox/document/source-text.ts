import type { CountRange } from '../../../label/label.ts';
import { countIn, type FieldPath, type Fields, invalidAt, isMissing, wrongKind } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';

/** A text that is labelled. Labelbox does not document what its offsets count, so the words it sends along decide. */
export class SourceText {
  readonly text: string;
  #utf16: Uint32Array | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Positions in code points → positions in UTF-16 units; undefined past the end. */
  fromCodePoints(range: CountRange): CountRange | undefined {
    this.#utf16 ??= starts(this.text);
    const [start, end] = [this.#utf16[range.start], this.#utf16[range.end]];
    return start === undefined || end === undefined ? undefined : { start, end };
  }

  slice = ({ start, end }: CountRange): string => this.text.slice(start, end);
}

/** Where each code point begins, and where the last one ends. */
function starts(text: string): Uint32Array {
  const found = new Uint32Array(text.length + 1);
  let count = 0;
  let place = 0;
  for (const character of text) {
    found[count++] = place;
    place += character.length;
  }
  found[count] = place;
  return found.subarray(0, count + 1);
}

export type Words = { readonly range: CountRange; readonly text?: string };

/**
 * `location {start, end, token?}` as a half-open range. Its `end` is inclusive, as in the SDK's own tests (112 to 128 are
 * the 17 characters of "research suggests"). `source` is the text, where the data row carries it.
 * https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/tests/data/annotation_import/conftest.py
 */
export function wordsOf(location: Fields, path: FieldPath, source: SourceText | undefined): Words {
  checkKeys(location, keys.location, path);
  const { token } = location;
  if (!isMissing(token) && typeof token !== 'string') throw wrongKind(path.at('token'), 'a string', token);
  const start = countIn(location, 'start', path);
  const range = { start, end: countIn(location, 'end', path) + 1 };
  if (range.end <= start) throw invalidAt(path, 'ends before it starts');
  const found = token ? matched(range, token, path, source) : bounded(range, path, source);
  return { range: found, ...(token ? { text: token } : {}) };
}

function bounded(range: CountRange, path: FieldPath, source: SourceText | undefined): CountRange {
  if (source && range.end > source.text.length) {
    throw invalidAt(path, `reaches past the end of its text of ${source.text.length} characters`);
  }
  return range;
}

/** Offsets in UTF-16 units or in code points, whichever gives the token. */
function matched(range: CountRange, token: string, path: FieldPath, source: SourceText | undefined): CountRange {
  const length = range.end - range.start;
  if (!source) {
    if (length === token.length) return range;
    throw invalidAt(
      path,
      `has a token of ${token.length} characters and a range of ${length}, and the data row has no text that shows which is right`,
    );
  }
  if (source.slice(range) === token) return range;
  const shifted = source.fromCodePoints(range);
  if (shifted && source.slice(shifted) === token) return shifted;
  throw invalidAt(
    path,
    'has a token that is not in the text of the data row from start to end, neither in characters nor in code points',
  );
}
