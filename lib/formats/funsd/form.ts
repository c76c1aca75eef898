import type { AnnotationOf, Omission } from '../format.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import type { Reason, SizedUnit } from '../visible-parts.ts';
import { type PixelBox, textIn, wholePixels, wordsIn } from '../written-boxes.ts';

/** What is written in one place of a form. */
export type Entry = {
  /** From 0, in the order of the label. */
  readonly id: number;
  readonly text: string;
  readonly box: PixelBox;
  /** The class: `question`, `answer`, `header` and `other` in the data set that the format has its name of. */
  readonly label: string;
  /** Nobody says where a word is: each has the box of its entry. */
  readonly words: readonly { readonly text: string; readonly box: PixelBox }[];
  /** Pairs of ids, from and to, at both ends of each. */
  readonly linking: readonly Link[];
};

type Drawn = AnnotationOf<BoxedKind>;
type Boxed = { readonly annotation: Drawn; readonly box: PixelBox };

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
      words: wordsIn(text).map((word) => ({ text: word, box })),
      linking: links.get(id) ?? [],
    };
  });
  return { form, omitted };
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
