import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { linesByUnit } from '../read-lines.ts';

const Line = z.strictObject({
  file_name: z.string(),
  objects: z.strictObject({
    bbox: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
    categories: z.array(z.int().check(z.nonnegative())),
  }),
});
type Line = z.infer<typeof Line>;

/** The objects of a file of one unit, or of all units of a data set. */
export const read = (file: Pick<FormatFile, 'path' | 'bytes'>, { classes }: ReadFacts): ReadObject[] =>
  [
    ...linesByUnit(file, {
      schema: Line,
      nameIn: (line) => line.file_name,
      what: 'a file name with boxes and categories',
    }),
  ].flatMap(([unit, lines]) =>
    lines.flatMap(({ line, where }) => objectsIn(line, where, classes).map((object) => ({ unit, ...object }))),
  );

function objectsIn(
  { objects: { bbox, categories } }: Line,
  where: string,
  classes: readonly string[],
): Omit<ReadObject, 'unit'>[] {
  if (bbox.length !== categories.length) {
    throw new SyntaxError(
      `${where}: objects must have as many categories as boxes (${bbox.length}), but has ${categories.length}.`,
    );
  }
  return bbox.map(([x, y, width, height], index) => {
    const category = classes[categories[index] ?? -1];
    if (category === undefined)
      throw new SyntaxError(`${where}: class ${categories[index]} is not one of ${classes.length}.`);
    return { category, shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 } };
  });
}
