import type { Bounds } from '../label/geometry.ts';
import { askedQuestions } from './asked-questions.ts';
import type { AnnotationOf } from './holdings.ts';
import type { BoxedKind } from './upright-box.ts';
import type { Reason } from './visible-parts.ts';

/** Boxes in which something is written, for formats of forms and pages: the text is the answer to a question about the object. */

export const { option: questionsOption, word: questionsWord } = askedQuestions(['transcription', 'transcript', 'text']);

export function textIn(
  { attributes }: Pick<AnnotationOf<BoxedKind>, 'attributes'>,
  questions: readonly string[],
): { readonly text: string; readonly lost: readonly Reason[] } {
  const isText = (name: string) => attributes.some((each) => each.name === name && each.value.kind === 'text');
  const asked = questions.find(isText);
  // Of several answers to one question each is a line of the text.
  const lines = attributes.flatMap(({ name, value }) => (name === asked && value.kind === 'text' ? [value.text] : []));
  const others = attributes.filter(({ name, value }) => name !== asked || value.kind !== 'text');
  const lost: readonly Reason[] =
    others.length === 0 ? [] : [{ code: 'answer-not-held', detail: others.map(({ name }) => name).join(', ') }];
  return { text: lines.join('\n'), lost };
}

/** What is between white space; control characters count as such, some of which Python takes for it. */
export const wordsIn = (text: string): readonly string[] => text.split(/[\s\p{Cc}]+/u).filter((word) => word !== '');

/** Whole pixels: the left, top, right and bottom edge. */
export type PixelBox = readonly [left: number, top: number, right: number, bottom: number];

const negligible = 1e-6; // pixels: what arithmetic alone adds or takes away

/** All pixels that the box touches, and at least one: those who train on forms read whole numbers. */
export function wholePixels({ x, y, width, height }: Bounds): PixelBox {
  const [left, right] = wholeEdges(x, x + width);
  const [top, bottom] = wholeEdges(y, y + height);
  return [left, top, right, bottom];
}

function wholeEdges(start: number, end: number): readonly [start: number, end: number] {
  const last = Math.max(Math.ceil(end - negligible), 1);
  return [Math.min(Math.floor(start + negligible), last - 1), last];
}
