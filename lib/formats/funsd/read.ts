import * as z from 'zod/mini';
import type { FormatFile, ReadObject } from '../format.ts';

const number = z.number();
const Form = z.object({
  form: z.array(z.object({ label: z.string(), box: z.tuple([number, number, number, number]) })),
});

/** The boxes of a form, each an object of its label. */
export function read({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>): readonly ReadObject[] {
  const [, unit] = /^annotations\/(.+)\.json$/s.exec(path) ?? [];
  if (unit === undefined) {
    throw new SyntaxError(
      'The path must be annotations/<name>.json, but is not. Give the file by its path below the tree.',
    );
  }
  const { data } = Form.safeParse(parsed(path, bytes));
  if (!data) throw new SyntaxError(`${path} must be a form with boxes and labels, but is not. Write the file again.`);
  return data.form.map(({ label, box: [left, top, right, bottom] }) => ({
    unit,
    category: label,
    shape: { kind: 'box', x: left, y: top, width: right - left, height: bottom - top, rotationDegrees: 0 },
  }));
}

function parsed(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new SyntaxError(`${path} must be JSON, but is not. Write the file again.`);
  }
}
