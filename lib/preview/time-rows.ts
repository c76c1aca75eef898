import type { Mark } from './mark.ts';
import type { Bar, Row } from './time-line.ts';

/** Marks with the stretches that they fill, as rows: one for each track, and one for each class of what has none. */
export function rowsOf(
  marks: readonly { readonly mark: Mark; readonly ranges: readonly Pick<Bar, 'start' | 'end'>[] }[],
): Row[] {
  const groups = Map.groupBy(marks, ({ mark: { category, track } }) => JSON.stringify([category, track]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { category, track } = first.mark;
    const bars = group.flatMap(({ mark, ranges }) =>
      ranges.map(({ start, end }): Bar => ({ start, end, about: mark.about, text: mark.answers[0] })),
    );
    return [{ name: track === undefined ? category : `${category} ${track}`, category, bars }];
  });
}
