import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PlatformId, platforms } from '../lib/platforms/platforms.ts';
import { keysTable } from './keys-table.ts';
import { pictureOf } from './picture.ts';
import { errorTable, formatTable, formatVariantTable, platformTable } from './tables.ts';

export const root = join(import.meta.dirname, '..');
export const readme = join(root, 'README.md');

/** The README with every part that is made from the code made anew; throws when a marker is missing. */
export const withGeneratedParts = (text: string): string =>
  withParts(text, { platforms: platformTable, formats: formatTable });

export const pipelinePage = join(root, 'docs', 'design', 'pipeline.md');

/** The page of the pipeline with its picture and its table of errors made anew. */
export function withStateMachine(text: string): string {
  const machine = JSON.parse(readFileSync(join(root, 'statemachines', 'export-labels.asl.json'), 'utf8'));
  return withParts(text, { picture: () => pictureOf(machine), errors: () => errorTable(machine) });
}

export const formatsPage = join(root, 'docs', 'formats.md');

/** The page of formats with its table made anew. */
export const withFormatVariants = (text: string): string => withParts(text, { variants: formatVariantTable });

export const platformReadme = (id: PlatformId): string => join(root, 'lib', 'platforms', id, 'README.md');

/** The README of a platform with its table of keys made anew. */
export async function withKeysTable(id: PlatformId, text: string): Promise<string> {
  const { knownKeys } = (await platforms[id].reader()).default;
  return knownKeys ? withParts(text, { keys: () => keysTable(knownKeys) }) : text;
}

function withParts(text: string, made: Readonly<Record<string, () => string>>): string {
  return Object.entries(made).reduce((current, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!marked.test(current)) throw new Error(`The page has no part marked "generated: ${name}".`);
    return current.replace(marked, (_whole, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`);
  }, text);
}
