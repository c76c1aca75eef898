import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { quoted } from '../../lib/contracts/printable.ts';

const Names = z.array(z.string());
const Listed = z.union([
  z.pipe(
    z.object({ classes: Names }),
    z.transform(({ classes }) => classes),
  ),
  Names,
]);

/**
 * The names of the classes by number, as `--classes` gives them: with commas; or a file of them: a name a line, lines such
 * as `0: "car"`, a JSON list, or an object with `classes`, which class maps and the summary of convert are.
 */
export function classNames(text: string): readonly string[] {
  if (!existsSync(text)) return text.split(',').map((name) => name.trim());
  const content = readFileSync(text, 'utf8');
  if (/^\s*[[{]/.test(content)) return listedIn(text, content);
  const lines = content.split(/\r?\n/);
  const numbered = lines.flatMap((line) => {
    const [, number, name = ''] = /^\s*(\d+):\s+(.+)$/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), name: unquoted(name.trim()) }];
  });
  if (numbered.length === 0) return lines.filter((line) => line.trim() !== '');
  const gap = numbered.findIndex(({ number }, index) => number !== index);
  if (gap < 0) return numbered.map(({ name }) => name);
  throw new Error(
    `${quoted(text)} must number its classes from 0, each once and in order, but class ${gap} is missing.`,
  );
}

function listedIn(file: string, content: string): readonly string[] {
  try {
    return Listed.parse(JSON.parse(content));
  } catch (cause) {
    throw new Error(`${quoted(file)} must be a JSON list of names, or an object with the list "classes", but is not.`, {
      cause,
    });
  }
}

const unquoted = (name: string): string => (name.startsWith('"') ? (JSON.parse(name) as string) : name);
