import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';

const Line = z.strictObject({
  file_name: z.string(),
  objects: z.strictObject({
    bbox: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    categories: z.array(z.int().check(z.nonnegative())),
  }),
});

/** The objects of the file of one unit. */
export function read({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>, { classes }: ReadFacts): ReadObject[] {
  const line = Line.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!line.success) throw new SyntaxError(`${path}: ${z.prettifyError(line.error)}`);
  const { bbox, categories } = line.data.objects;
  if (bbox.length !== categories.length) {
    throw new SyntaxError(
      `${path}: objects must have as many categories as boxes (${bbox.length}), but has ${categories.length}.`,
    );
  }
  return bbox.map(([x, y, width, height], index) => {
    const category = classes[categories[index] ?? -1];
    if (category === undefined)
      throw new SyntaxError(`${path}: class ${categories[index]} is not one of ${classes.length}.`);
    return {
      unit: path.slice(0, -'.jsonl'.length),
      category,
      shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 },
    };
  });
}
