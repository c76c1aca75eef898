import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { oneField } from './turns.ts';

/** The turns of a file of one unit, or of all units of a data set. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: Pick<ReadFacts, 'classes'>,
): readonly ReadObject[] {
  const rows = Buffer.from(bytes).toString('utf8').split('\n');
  if (rows.pop() !== '' && bytes.length > 0) {
    throw new SyntaxError(`${path} must end in a line break, but does not. Write the file again.`);
  }
  const own = path.replace(/\.rttm$/, '');
  const nameOf = new Map(classes.map((name) => [oneField(name), name]));
  return rows.map((row, index): ReadObject => {
    const where = `Row ${index + 1} of ${path}`;
    const fields = row.split(' ');
    const [type, file = '', channel = '', onset = '', duration = '', , , speaker = ''] = fields;
    if (fields.length !== 10 || type !== 'SPEAKER') {
      throw new SyntaxError(`${where} must be SPEAKER with 9 fields, but is not. Write the file again.`);
    }
    const start = 1_000 * numberIn(onset, where);
    const end = 1_000 * (numberIn(onset, where) + numberIn(duration, where));
    return {
      unit: file === oneField(own) ? own : file,
      category: nameOf.get(speaker) ?? speaker,
      at: { kind: 'time', ranges: [{ start, end }], channel: numberIn(channel, where) - 1 },
    };
  });
}

function numberIn(text: string, where: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new SyntaxError(`${where} must have a channel, an onset and a duration in numbers, but has not.`);
}
