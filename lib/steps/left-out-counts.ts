import { given } from '../contracts/given.ts';
import type { LabelExport, LeftOutCount } from '../contracts/payloads.ts';
import type { Label, LeftOut } from '../label/label.ts';

/** Of the ids of one count, the first are named: a label may leave thousands of annotations out. */
const annotationsNamed = 20;
/** Counts by code and pattern. What is more is counted by code alone. */
const mostCounts = 50;
const furtherPlaces = '(further places)';

/** What a label was made without, small enough for its record. */
export const leftOutCounts = ({ unread, leftOut = [] }: Label): Pick<LabelExport, 'unread' | 'leftOut'> =>
  given({ unread, leftOut: leftOut.length > 0 ? counted(leftOut) : undefined });

function counted(leftOut: readonly LeftOut[]): LeftOutCount[] {
  const counts = new Map<string, LeftOutCount>();
  for (const { id, code, path } of leftOut) {
    const pattern = patternOf(path);
    const isNamed = counts.has(`${code} ${pattern}`) || counts.size < mostCounts;
    const place = isNamed ? pattern : furtherPlaces;
    const count = counts.get(`${code} ${place}`) ?? { code, path: place, count: 0, annotations: [] };
    count.count += 1;
    if (count.annotations.length < annotationsNamed) count.annotations.push(id);
    counts.set(`${code} ${place}`, count);
  }
  return [...counts.values()];
}

/** Keys of which it can be seen that they are data are alike: numbers, and hashes and ids with digits in them. */
const patternOf = (path: string): string =>
  path.replaceAll(/\[\d+\]/g, '[]').replaceAll(/\.(?=[^.[]*\d)[^.[]*|\.[^.[]*[^\w.[$-][^.[]*/g, '.*');
