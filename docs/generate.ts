import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictureOf } from './picture.ts';
import { errorTable, formatTable, platformTable } from './tables.ts';

export const root = join(import.meta.dirname, '..');
export const readme = join(root, 'README.md');

/** The parts of the README that are made from the code, by the name in their markers. */
const parts: Readonly<Record<string, () => string>> = {
  picture: () => pictureOf(JSON.parse(readFileSync(join(root, 'statemachines', 'export-labels.asl.json'), 'utf8'))),
  platforms: platformTable,
  formats: formatTable,
  errors: () => errorTable(JSON.parse(readFileSync(join(root, 'statemachines', 'export-labels.asl.json'), 'utf8'))),
};

/** The text with every generated part made anew; throws when a marker is missing. */
export function withGeneratedParts(text: string): string {
  return Object.entries(parts).reduce((current, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!marked.test(current)) throw new Error(`README.md has no part marked "generated: ${name}".`);
    return current.replace(marked, (_whole, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`);
  }, text);
}
