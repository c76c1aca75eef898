import type { FormatFile, ReadFacts, ReadObject, ReadUnit } from '../format.ts';
import { oneWord } from '../row-files.ts';
import { unitOfDocument } from '../text-spans.ts';

type File = Pick<FormatFile, 'path' | 'bytes'>;
type Name = { readonly category: string; readonly start: number; end: number };
type Document = { readonly unit: string; readonly text: string; readonly names: readonly Name[] };

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
  const names: Name[] = [];
  let text = '';
  for (const sentence of content.split('\n\n').slice(0, -1)) {
    let open: Name | undefined;
    if (text !== '') text += '\n';
    for (const [index, row] of sentence.split('\n').entries()) {
      const [word = '', part, chunk, tag = '', ...more] = row.split(' ');
      if (part === undefined || chunk === undefined || tag === '' || more.length > 0) {
        throw new SyntaxError(`Each token of ${path} must have four columns, but "${row}" has others.`);
      }
      const start = text.length + (index === 0 ? 0 : 1);
      text += index === 0 ? word : ` ${word}`;
      open = nameWith(tag, { start, end: text.length }, open, names, path);
    }
  }
  return { text, names };
}

/** The name that a token belongs to, which it begins or goes on. */
function nameWith(
  tag: string,
  { start, end }: Pick<Name, 'start' | 'end'>,
  open: Name | undefined,
  names: Name[],
  path: string,
): Name | undefined {
  if (tag === 'O') return undefined;
  const category = tag.slice(2);
  if (tag.startsWith('B-')) {
    names.push({ category, start, end });
    return names.at(-1);
  }
  if (!tag.startsWith('I-') || open?.category !== category) {
    throw new SyntaxError(`${path} must begin a name with B- and go on with I- of its class, but has ${tag}.`);
  }
  open.end = end;
  return open;
}
