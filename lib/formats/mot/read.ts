import type { FormatFile, ReadFacts, ReadObject, ReadUnit } from '../format.ts';

type File = Pick<FormatFile, 'path' | 'bytes'>;

const place = /^(.+)\/(gt\/gt\.txt|seqinfo\.ini)$/s; // a name may hold line separators

export const holdsObjects = (path: string): boolean => path.endsWith('/gt/gt.txt');

/** The rows of `gt.txt`, a box each. Strict: nine columns, those of ground truth. */
export function read(
  { path, bytes }: File,
  { classes }: Pick<ReadFacts, 'classes'>,
  { base }: { readonly base: number },
): readonly ReadObject[] {
  const unit = unitIn(path);
  const rows = Buffer.from(bytes).toString('utf8').split('\n');
  if (rows.pop() !== '') throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  return rows.map((row, index) => {
    const where = `Row ${index + 1} of ${path}`;
    const fields = row.split(',');
    if (fields.length !== 9) {
      throw new SyntaxError(`${where} must have 9 columns, but has ${fields.length}. Write the file again.`);
    }
    const numbers = fields.map((field) => numberIn(field, where));
    const [frame = 0, thing = 0, left = 0, top = 0, width = 0, height = 0, , number = 0] = numbers;
    if (![frame, thing].every((count) => Number.isInteger(count) && count >= 1)) {
      throw new SyntaxError(`${where} must count frames and things from 1, but does not. Write the file again.`);
    }
    const category = classes[number - 1];
    if (category === undefined) {
      throw new SyntaxError(
        `${where} must be of a class from 1 to ${classes.length}, but is of ${number}. Give --classes.`,
      );
    }
    return {
      unit,
      category,
      at: { kind: 'frame', frame: frame - 1 },
      track: String(thing),
      shape: { kind: 'box', x: left - base, y: top - base, width, height, rotationDegrees: 0 },
    };
  });
}

/** What `seqinfo.ini` says of its video. */
export function readUnits({ path, bytes }: File): ReadonlyMap<string, ReadUnit> {
  const unit = unitIn(path);
  if (holdsObjects(path)) return new Map();
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  const values = new Map(lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
  const number = (key: string) => numberIn(values.get(key) ?? '', `${key} of ${path}`);
  return new Map([
    [
      unit,
      {
        width: number('imWidth'),
        height: number('imHeight'),
        frames: number('seqLength'),
        framesPerSecond: number('frameRate'),
      },
    ],
  ]);
}

function unitIn(path: string): string {
  const unit = place.exec(path)?.[1];
  if (unit !== undefined) return unit;
  throw new SyntaxError('The path must be <name>/gt/gt.txt or <name>/seqinfo.ini, but is not.');
}

function numberIn(text: string, where: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(`${where} must hold numbers alone, but holds another text. Write the file again.`);
}
