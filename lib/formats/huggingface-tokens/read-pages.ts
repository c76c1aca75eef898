import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { wholeCharacters } from '../row-files.ts';
import { unitPath } from '../unit-path.ts';
import { linesIn, tagOf } from './lines.ts';

const thousandth = z.int().check(z.gte(0), z.lte(1000));
const Page = z.strictObject({
  file_name: z.string(),
  tokens: z.array(z.string()),
  bboxes: z.array(z.tuple([thousandth, thousandth, thousandth, thousandth])),
  ner_tags: z.array(z.union([z.string(), z.int()])),
});

/** What begins in each page, with its box: in pixels where the size of the picture is known. */
export function readPages(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts): readonly ReadObject[] {
  const nameOf = new Map(facts.classes.map((name) => [wholeCharacters(name), name]));
  const pages = linesIn(file, Page, 'tokens with their boxes and tags');
  return pages.flatMap(({ file_name: name, bboxes, ner_tags }) => {
    const unit = pages.length === 1 ? file.path.replace(/\.json$/, '') : unitPath({ name });
    const size = facts.sizeOf(unit);
    return bboxes.flatMap(([left, top, right, bottom], index): ReadObject[] => {
      const tag = tagOf(ner_tags[index] ?? 'O', facts.classes, file.path);
      if (!tag.startsWith('B-')) return [];
      const category = nameOf.get(tag.slice(2)) ?? tag.slice(2);
      if (!size) return [{ unit, category }];
      const [x, y] = [(left * size.width) / 1000, (top * size.height) / 1000];
      const [width, height] = [((right - left) * size.width) / 1000, ((bottom - top) * size.height) / 1000];
      return [{ unit, category, shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 } }];
    });
  });
}
