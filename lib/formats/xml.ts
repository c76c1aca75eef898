/** XML 1.0 as our formats write and read it: elements that hold either text or elements. https://www.w3.org/TR/xml/ */

export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its text, as it was before it was escaped, or the elements in it. An element without either has the text ''. */
  readonly content: string | readonly XmlElement[];
};

export const element = (
  name: string,
  content: XmlElement['content'],
  attributes: XmlElement['attributes'] = {},
): XmlElement => ({ name, attributes, content });

/** A whole file, an element a line, indented by two spaces. */
export function xmlFile(root: XmlElement): Uint8Array {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  addLines(lines, root, '');
  return Buffer.from(`${lines.join('\n')}\n`);
}

function addLines(lines: string[], { name, attributes, content }: XmlElement, indent: string): void {
  let start = `${indent}<${name}`;
  for (const key in attributes) start += ` ${key}="${escaped(attributes[key] ?? '')}"`;
  if (content.length === 0) lines.push(`${start}/>`);
  else if (typeof content === 'string') lines.push(`${start}>${escaped(content)}</${name}>`);
  else {
    lines.push(`${start}>`);
    for (const child of content) addLines(lines, child, `${indent}  `);
    lines.push(`${indent}</${name}>`);
  }
}

/** Line breaks too: a reader makes one of each in a text, and a space of each in an attribute. */
export const escaped = (text: string): string =>
  plain.test(text)
    ? text
    : legalText(text).replace(
        /[&<>"\t\n\r]/g,
        (character) => `&${entities.get(character) ?? `#${character.charCodeAt(0)}`};`,
      );

/** What is neither escaped nor illegal, without a closer look: most names, and all numbers. */
const plain = /^[ !#-%'-;=?-~]*$/;

const entities = new Map([
  ['&', 'amp'],
  ['<', 'lt'],
  ['>', 'gt'],
  ['"', 'quot'],
]);

/**
 * What XML has no way to write, not even as a reference: most control characters, halves of surrogate pairs, U+FFFE and
 * U+FFFF (https://www.w3.org/TR/xml/#charsets). Such a file is not read at all, so each is `_` and two hex digits or more.
 */
export const legalText = (text: string): string =>
  text.replace(
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
    (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** The root of a file. Throws a SyntaxError that says where the file is not XML of this kind. */
export function readXml(bytes: Uint8Array): XmlElement {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const top: Open = { name: '', attributes: {}, elements: [], text: '' };
  const open = [top];
  for (let position = 0; position < text.length; ) {
    const found = tokenAt(text, position);
    const inner = open.at(-1) ?? top;
    if (!found) throw new SyntaxError(`The XML must go on with a tag or text at character ${position}, but does not.`);
    const { begins, ends, pairs = '', closes, words } = found.groups ?? {};
    if (words !== undefined) inner.text += words;
    else if (begins !== undefined) {
      const begun = { name: begins, attributes: attributesIn(pairs, position), elements: [], text: '' };
      if (closes) inner.elements.push(closed(begun, position));
      else open.push(begun);
    } else if (ends !== undefined) {
      if (inner === top || inner.name !== ends) {
        throw new SyntaxError(`The tag at character ${position} must end <${inner.name}>, but ends <${ends}>.`);
      }
      open.pop();
      open.at(-1)?.elements.push(closed(inner, position));
    }
    position += found[0].length;
  }
  const [root, ...more] = top.elements;
  if (open.length > 1 || !root || more.length > 0 || top.text.trim() !== '') {
    throw new SyntaxError('The XML must be one element that ends, but is not.');
  }
  return root;
}

type Open = { name: string; attributes: Record<string, string>; elements: XmlElement[]; text: string };

const token =
  /<(?<begins>[\w.:-]+)(?<pairs>(?:\s+[\w.:-]+="[^"<]*")*)\s*(?<closes>\/?)>|<\/(?<ends>[\w.:-]+)\s*>|<\?[^?]*\?>|<!--(?:(?!--)[\s\S])*-->|(?<words>[^<]+)/y;

function tokenAt(text: string, position: number): RegExpExecArray | null {
  token.lastIndex = position;
  return token.exec(text);
}

const attributesIn = (pairs: string, position: number): Record<string, string> =>
  Object.fromEntries(
    [...pairs.matchAll(/([\w.:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value, position)]),
  );

function closed({ name, attributes, elements, text }: Open, position: number): XmlElement {
  if (elements.length === 0) return { name, attributes, content: unescaped(text, position) };
  if (text.trim() === '') return { name, attributes, content: elements };
  throw new SyntaxError(`<${name}>, which ends at character ${position}, must hold elements or text, but holds both.`);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string, position: number): string {
  return text.replace(/&([^;&]*)(;?)/g, (_reference, name: string, end: string) => {
    const code = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name);
    const character = code ? codePoint(code[1] ? Number.parseInt(code[1], 16) : Number(code[2])) : named[name];
    if (character !== undefined && end) return character;
    throw new SyntaxError(`A reference of the XML before character ${position} must be one of XML, but is not.`);
  });
}

const codePoint = (code: number): string | undefined => (code <= 0x10ffff ? String.fromCodePoint(code) : undefined);

/** The elements of a name directly in another. */
export const childrenOf = ({ content }: XmlElement, name: string): readonly XmlElement[] =>
  typeof content === 'string' ? [] : content.filter((child) => child.name === name);

/** The only element of a name directly in another. Throws a SyntaxError where there is none, or several. */
export function childOf(parent: XmlElement, name: string): XmlElement {
  const [child, ...more] = childrenOf(parent, name);
  if (child && more.length === 0) return child;
  throw new SyntaxError(`<${parent.name}> must have one <${name}>, but has ${child ? more.length + 1 : 'none'}.`);
}

export function textOf({ name, content }: XmlElement): string {
  if (typeof content === 'string') return content;
  throw new SyntaxError(`<${name}> must hold text, but holds elements.`);
}

/** Decimal without an exponent. Throws a SyntaxError, which names the place, for anything else. */
export function numberOf(text: string | undefined, place: string): number {
  if (text !== undefined && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(`${place} must be a decimal number, but is ${text === undefined ? 'missing' : 'a text'}.`);
}

/** To a millionth, without an exponent and without the zeros at its end. */
export function decimal(number: number): string {
  const rounded = Math.round(number * 1e6) / 1e6 + 0;
  // The shortest text of a larger number may have more than six decimals, or an exponent.
  return Math.abs(rounded) < 1e9 ? String(rounded) : rounded.toFixed(6).replace(/\.?0+$/, '');
}
