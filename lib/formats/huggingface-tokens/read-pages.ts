import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { linesByUnit } from '../read-lines.ts';
import { wholeCharacters } from '../row-files.ts';
import { tagOf } from './tag-of.ts';

const thousandth = z.int().check(z.gte(0), z.lte(1000));
const Page = z.strictObject({
  file_name: z.string(),
  page: z.int().check(z.nonnegative()),
  tokens: z.array(z.string()),
  bboxes: z.array(z.tuple([thousandth, thousandth, thousandth, thousandth])),
  ner_tags: z.array(z.union([z.string(), z.int()])),
});

/** What begins in each page, with its box: in pixels where the size of the picture is known. */
export function readPages(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts): readonly ReadObject[] {
  const nameOf = new Map(facts.classes.map((name) => [wholeCharacters(name), name]));
  const pages = linesByUnit(file, {
    schema: Page,
    nameIn: (line) => line.file_name,
    what: 'tokens with their boxes and tags',
  });
  return [...pages].flatMap(([unit, lines]) => {
    const size = facts.sizeOf(unit);
    return lines.flatMap(({ line: { page, bboxes, ner_tags } }) =>
      bboxes.flatMap(([left, top, right, bottom], index): ReadObject[] => {
        const tag = tagOf(ner_tags[index] ?? 'O', facts.classes, file.path);
        if (!tag.startsWith('B-')) return [];
        const category = nameOf.get(tag.slice(2)) ?? tag.slice(2);
        const at: Pick<ReadObject, 'at'> = page > 0 ? { at: { kind: 'page', page } } : {}; // a picture has no other page
        if (!size) return [{ unit, category, ...at }];
        const [x, y] = [(left * size.width) / 1000, (top * size.height) / 1000];
        const [width, height] = [((right - left) * size.width) / 1000, ((bottom - top) * size.height) / 1000];
        return [{ unit, category, ...at, shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 } }];
      }),
    );
  });
}
