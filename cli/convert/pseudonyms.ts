import type { KnownKeys } from '../../lib/platforms/kit/known-keys.ts';

/**
 * Documents without what they are about: every name, text, address and id is replaced, the same one by the same one, in all
 * documents of a report. Structure, numbers, times and colours stay, and so do the platform's own words for kinds of things.
 */
export class Pseudonyms {
  readonly #byText = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  /** Texts of several words. */
  readonly #phrases: string[] = [];
  readonly #knownKeys: ReadonlySet<string>;

  constructor(knownKeys: readonly KnownKeys[] = []) {
    this.#knownKeys = new Set(knownKeys.flatMap(({ read, refused }) => [...read, ...refused.keys()]));
  }

  /** `field`: the name of the field that holds the value. `isUserData`: keys below it are the user's own words. */
  replaced(value: unknown, field = '', isUserData = false): unknown {
    if (typeof value === 'string') return this.#text(value, field, isUserData);
    if (typeof value === 'number') return isIdField(field) && Number.isInteger(value) ? this.#number(value) : value;
    if (Array.isArray(value)) return value.map((item) => this.replaced(item, field, isUserData));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#key(key, isUserData),
        this.replaced(inner, key, isUserData || userData.has(key)),
      ]),
    );
  }

  /** A message with what was replaced so far replaced in it, too. */
  inMessage(message: string): string {
    const withoutPhrases = this.#phrases.reduce((text, phrase) => text.replaceAll(phrase, this.#of(phrase)), message);
    return withoutPhrases.replace(/[^\s"'(),;[\]]+/g, (word) => {
      const parts = word.split(/([.:])/).map((part) => this.#of(part));
      return this.#byText.get(word) ?? parts.join('');
    });
  }

  #of(text: string): string {
    return this.#byText.get(text) ?? text;
  }

  #key(key: string, isUserData: boolean): string {
    if (/^\d{1,9}$/.test(key) || this.#knownKeys.has(key)) return key;
    return !isUserData && fieldName.test(key) ? key : this.#pseudonym(key, idOrName(key));
  }

  #text(text: string, field: string, isUserData: boolean): string {
    if (text === '' || /^-?[\d.]+(e-?\d+)?$/i.test(text) || instant.test(text) || colour.test(text)) {
      return isIdField(field) && /^\d+$/.test(text) ? String(this.#number(Number(text))) : text;
    }
    if (runLengths.has(field)) return text;
    if (!isUserData && kindFields.test(field) && word.test(text)) return text;
    if (/^[\w+.-]+:\/\//.test(text))
      return this.#pseudonym(text, (number) => `https://example.com/${number}${endingOf(text)}`);
    if (/^[^\s@]+@[^\s@]+$/.test(text)) return this.#pseudonym(text, (number) => `user-${number}@example.com`);
    // Offsets point into texts: their length, words and line ends stay.
    if (text.length > longestName || textFields.has(field)) return masked(text);
    return this.#pseudonym(text, idOrName(text));
  }

  #number(id: number): number {
    return Number(this.#pseudonym(`number ${id}`, (count) => String(count)));
  }

  #pseudonym(text: string, make: (number: number) => string): string {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const kind = make(0);
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const pseudonym = make(number);
    this.#byText.set(text, pseudonym);
    if (/[\s"'(),;[\]]/.test(text)) this.#phrases.push(text);
    return pseudonym;
  }
}

/** Fields below which a user names the keys: columns of tasks, metadata. */
const userData = new Set([
  'data',
  'meta',
  'metadata',
  'client_metadata',
  'clientMetadata',
  'custom_metadata',
  'additional_data',
]);
/** A key that is a word or several; a hash or an id nearly always has a digit. */
const fieldName = /^[a-z$_]+(?:[A-Z][a-z]+)*(?:[_-][a-z]+)*$/;
const kindFields =
  /(?:^|_)(?:type|kind|shape|status|state|action|media|mode|origin|role|format)$|(?:Type|Kind|Status)$/;
const word = /^[A-Za-z][A-Za-z_./ -]{0,39}$/;
const textFields = new Set(['text', 'row_data', 'content', 'html', 'label_config', 'instructions']);
/** Masks as text: the numbers of a shape. */
const runLengths = new Set(['rleString', 'rle', 'counts']);
const instant = /^\d{4}-\d{2}-\d{2}[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?$|^\w{3}, \d{2} \w{3} \d{4} [\d:]+(?: [A-Z]+)?$/;
const colour = /^#[0-9a-f]{3,8}$/i;
const longestName = 60;

const isIdField = (field: string): boolean =>
  /(?:^|_)(?:id|ids|by|project|task|user|annotator|reviewer|parent|hash)$|(?:Id|Hash)$/.test(field);

const endingOf = (text: string): string => /\.[a-z][a-z0-9]{1,4}(?=$|[?#])/i.exec(text)?.[0] ?? '';

function idOrName(text: string): (number: number) => string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) {
    return (number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  }
  const isId = /^[\w+/=-]{6,}$/.test(text) && /\d/.test(text);
  return (number) => `${isId ? 'id' : 'name'}-${number}${isId ? '' : endingOf(text)}`;
}

/** Lengths are counted in UTF-16 units, as offsets are. */
const masked = (text: string): string =>
  text
    .replace(/\p{L}/gu, (letter) => 'x'.repeat(letter.length))
    .replace(/\p{N}/gu, (digit) => '0'.repeat(digit.length));
