import type { FormatFile, ReadFacts, ReadObject, ReadUnit } from '../format.ts';
import { oneWord } from '../row-files.ts';
import { namesIn, type ReadName, type ReadToken } from '../tagged-sentences.ts';
import { unitOfDocument } from '../text-spans.ts';

type File = Pick<FormatFile, 'path' | 'bytes'>;
type Document = { readonly unit: string; readonly text: string; readonly names: readonly ReadName[] };

/** The names that the tags of a file make, at their places in what its tokens make: a line a sentence, spaces between tokens. */
export function read(file: File, { classes }: Pick<ReadFacts, 'classes'>): readonly ReadObject[] {
  const nameOf = new Map(classes.map((name) => [oneWord(name), name]));
  return documentsIn(file).flatMap(({ unit, text, names }) =>
    names.map(
      ({ category, start, end }): ReadObject => ({
        unit,
        category: nameOf.get(category) ?? category,
        at: { kind: 'text', ranges: [{ start, end }], text: text.slice(start, end) },
      }),
    ),
  );
}

export const readUnits = (file: File): ReadonlyMap<string, ReadUnit> =>
  new Map(documentsIn(file).map(({ unit, text }) => [unit, { text }]));

function documentsIn({ path, bytes }: File): Document[] {
  const [before, ...documents] = Buffer.from(bytes)
    .toString('utf8')
    .split(/^-DOCSTART- -X- O O\n\n/m);
  if (before !== '') throw new SyntaxError(`${path} must begin with -DOCSTART-, but does not. Write the file again.`);
  return documents.map((content, index) => ({
    unit: unitOfDocument(path.replace(/\.conll$/, ''), index, documents.length),
    ...documentOf(content, path),
  }));
}

function documentOf(content: string, path: string): Omit<Document, 'unit'> {
  const names: ReadName[] = [];
  const lines: string[] = [];
  let start = 0;
  for (const sentence of content.split('\n\n').slice(0, -1)) {
    const rows = sentence.split('\n').map((row) => rowOf(row, path));
    names.push(...namesIn(placed(rows, start), path));
    const line = rows.map(({ word }) => word).join(' ');
    lines.push(line);
    start += line.length + 1;
  }
  return { text: lines.join('\n'), names };
}

type Row = { readonly word: string; readonly tag: string };

function rowOf(row: string, path: string): Row {
  const [word = '', part, chunk, tag = '', ...more] = row.split(' ');
  if (part !== undefined && chunk !== undefined && tag !== '' && more.length === 0) return { word, tag };
  throw new SyntaxError(`Each token of ${path} must have four columns, but "${row}" has others.`);
}

function placed(rows: readonly Row[], from: number): ReadToken[] {
  let start = from;
  return rows.map(({ word, tag }) => {
    const token = { start, end: start + word.length, tag };
    start = token.end + 1;
    return token;
  });
}
