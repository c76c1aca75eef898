import type { Bounds } from '../../label/geometry.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import type { Reason, SizedUnit } from '../visible-parts.ts';

/** Whole pixels: the left, top, right and bottom edge. */
export type FormBox = readonly [left: number, top: number, right: number, bottom: number];

/** What is written in one place of a form. */
export type Entry = {
  /** From 0, in the order of the label. */
  readonly id: number;
  readonly text: string;
  readonly box: FormBox;
  /** The class: `question`, `answer`, `header` and `other` in the data set that the format has its name of. */
  readonly label: string;
  /** Nobody says where a word is: each has the box of its entry. */
  readonly words: readonly { readonly text: string; readonly box: FormBox }[];
  /** Pairs of ids, from and to, at both ends of each. */
  readonly linking: readonly Link[];
};

type Drawn = AnnotationOf<BoxedKind>;
type Boxed = { readonly annotation: Drawn; readonly box: FormBox };

export function formOf(
  unit: SizedUnit,
  annotations: readonly Drawn[],
  questions: readonly string[],
): { readonly form: readonly Entry[]; readonly omitted: readonly Omission[] } {
  const omitted: Omission[] = [];
  const omit = ({ id }: Drawn, reason: Reason) => omitted.push({ ...reason, unit: unit.id, annotation: id });
  const boxed: Boxed[] = [];
  for (const annotation of annotations) {
    if (!annotation.shape) continue;
    const { bounds, omitted: why } = uprightBox(annotation.shape, unit);
    for (const reason of why) omit(annotation, reason);
    if (bounds) boxed.push({ annotation, box: wholePixels(bounds) });
  }
  const { links, lost } = linksOf(boxed);
  for (const { annotation, detail } of lost) omit(annotation, { code: 'link-not-held', detail });
  const form = boxed.map(({ annotation, box }, id): Entry => {
    const { text, lost: reasons } = textIn(annotation, questions);
    for (const reason of reasons) omit(annotation, reason);
    return {
      id,
      text,
      box,
      label: annotation.category,
      words: text.split(/\s+/).flatMap((word) => (word === '' ? [] : [{ text: word, box }])),
      linking: links.get(id) ?? [],
    };
  });
  return { form, omitted };
}

const negligible = 1e-6; // pixels: what arithmetic alone adds or takes away

/** All pixels that the box touches, and at least one: those who train on forms read whole numbers. */
function wholePixels({ x, y, width, height }: Bounds): FormBox {
  const [left, right] = wholeEdges(x, x + width);
  const [top, bottom] = wholeEdges(y, y + height);
  return [left, top, right, bottom];
}

function wholeEdges(start: number, end: number): readonly [start: number, end: number] {
  const last = Math.max(Math.ceil(end - negligible), 1);
  return [Math.min(Math.floor(start + negligible), last - 1), last];
}

type Link = readonly [from: number, to: number];

/** By entry, each relation to what is in the same form; one that holds both ways is one in each direction, and none is there twice. */
function linksOf(boxed: readonly Boxed[]) {
  const ids = new Map(boxed.map(({ annotation }, id) => [annotation.id, id]));
  const links = new Map<number, Link[]>();
  const lost: { readonly annotation: Drawn; readonly detail: string }[] = [];
  const known = new Set<string>();
  const link = (...ends: Link) => {
    const key = ends.join(' ');
    if (known.has(key)) return;
    known.add(key);
    for (const id of new Set(ends)) {
      const own = links.get(id);
      if (own) own.push(ends);
      else links.set(id, [ends]);
    }
  };
  for (const [from, { annotation }] of boxed.entries()) {
    for (const { to, name, bothWays } of annotation.relations ?? []) {
      const other = ids.get(to);
      if (other === undefined) lost.push({ annotation, detail: 'to what is not in the form' });
      else {
        link(from, other);
        if (bothWays) link(other, from);
        if (name !== undefined) lost.push({ annotation, detail: `name: ${name}` });
      }
    }
  }
  return { links, lost };
}

function textIn({ attributes }: Drawn, questions: readonly string[]) {
  const isText = (name: string) => attributes.some((each) => each.name === name && each.value.kind === 'text');
  const asked = questions.find(isText);
  // Of several answers to one question each is a line of the text.
  const lines = attributes.flatMap(({ name, value }) => (name === asked && value.kind === 'text' ? [value.text] : []));
  const others = attributes.filter(({ name, value }) => name !== asked || value.kind !== 'text');
  const lost: readonly Reason[] =
    others.length === 0 ? [] : [{ code: 'answer-not-held', detail: others.map(({ name }) => name).join(', ') }];
  return { text: lines.join('\n'), lost };
}
