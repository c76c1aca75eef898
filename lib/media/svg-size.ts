import { MediaProblem, type MediaSource } from './media-source.ts';
import type { Size } from './size.ts';

/** Pixels a unit. https://www.w3.org/TR/css-values-3/#absolute-lengths */
const pixelsOf = { '': 1, px: 1, in: 96, cm: 96 / 2.54, mm: 9.6 / 2.54, q: 2.4 / 2.54, pt: 96 / 72, pc: 16 } as const;
const nearest = 1e-6;

/**
 * Of an SVG that states width and height: without, each browser and tool shows it as large as it likes. Only the tag of
 * the root is read, and an entity is not. Throws TypeError for what is no SVG.
 */
export function svgSize({ name }: MediaSource, start: Buffer): Size {
  const attributes = rootAttributes(start.toString('utf8'));
  const [width, height] = ['width', 'height'].map((side) => pixelsIn(attributes.get(side) ?? ''));
  const isStyled = /(?:^|[;\s-])(?:width|height)\s*:/i.test(attributes.get('style') ?? '');
  if (width !== undefined && height !== undefined && !isStyled) return { width, height };
  throw new MediaProblem(
    'media-unreadable',
    `${name} must be an SVG that states its width and its height in whole pixels, and by no style, but does not. Put a PNG of it there.`,
  );
}

function pixelsIn(length: string): number | undefined {
  const [, number, unit = ''] = /^\s*\+?(\d{1,9}(?:\.\d{0,15})?(?:e\d)?)([a-z]{0,2})\s*$/i.exec(length) ?? [];
  const pixels = Number(number) * (pixelsOf[unit.toLowerCase() as keyof typeof pixelsOf] ?? Number.NaN);
  return Math.abs(pixels - Math.round(pixels)) < nearest ? Math.round(pixels) : undefined;
}

/** What may stand before the root, by how it begins and ends. */
const before = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<!DOCTYPE', '>'],
] as const;

function rootAttributes(text: string): ReadonlyMap<string, string> {
  let place = after(/\ufeff?\s*/y, text, 0);
  for (let part = partAt(text, place); part; part = partAt(text, place)) {
    const [opening, closing] = part;
    const end = text.indexOf(closing, place + opening.length);
    // Between brackets are entities, by which a tag may say anything.
    if (end === -1 || (closing === '>' && text.slice(place, end).includes('['))) break;
    place = after(/\s*/y, text, end + closing.length);
  }
  place = after(/<(?:[\w.-]+:)?svg/y, text, place);
  const attributes = new Map<string, string>();
  const attribute = /\s+([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
  for (;;) {
    attribute.lastIndex = place;
    const found = attribute.exec(text);
    if (!found) break;
    attributes.set(found[1] ?? '', found[2] ?? found[3] ?? '');
    place = attribute.lastIndex;
  }
  after(/\s*\/?>/y, text, place);
  return attributes;
}

const partAt = (text: string, place: number) => before.find(([opening]) => text.startsWith(opening, place));

/** Where the text goes on after what must be at this place. */
function after(expected: RegExp, text: string, place: number): number {
  expected.lastIndex = place;
  if (!expected.test(text)) throw new TypeError('The root of an SVG must be one of its first tags, and whole.');
  return expected.lastIndex;
}
