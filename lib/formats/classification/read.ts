import * as z from 'zod/mini';
import type { FormatFile, ReadObject, ReadUnit } from '../format.ts';
import { linesByUnit } from '../read-lines.ts';

const Line = z.catchall(
  z.object({ file_name: z.string(), text: z.optional(z.string()) }),
  z.union([z.string(), z.number(), z.array(z.string())]),
);

type File = Pick<FormatFile, 'path' | 'bytes'>;
const linesIn = (file: File) =>
  linesByUnit(file, { schema: Line, nameIn: (line) => line.file_name, what: 'a file name with answers' });

/** An answer a column, each of the whole unit. */
export const read = (file: File): readonly ReadObject[] =>
  [...linesIn(file)].flatMap(([unit, lines]) =>
    lines.flatMap(({ line: { file_name: _name, text: _text, ...columns } }) =>
      Object.entries(columns).map(
        ([question, answer]): ReadObject => ({
          unit,
          category: question,
          categoryKind: 'classification',
          answers: { [question]: answer },
        }),
      ),
    ),
  );

export const readUnits = (file: File): ReadonlyMap<string, ReadUnit> =>
  new Map(
    [...linesIn(file)].map(([unit, lines]) => {
      const text = lines[0]?.line.text;
      return [unit, text === undefined ? {} : { text }];
    }),
  );
