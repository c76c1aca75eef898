import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServedLabel } from '../simulated-platform.ts';

type Loaded = { labels: ServedLabel[]; refused: { file: string; reason: string }[] };
type Ontology = { readonly structure: object; readonly hashes: ReadonlySet<string> };

/**
 * `<folder>/encord/label-row*.json` (a row, or a list of rows) and `<folder>/encord/ontology*.json`. Rows do not say which
 * ontology they were made with: it is the one that knows most of their feature hashes, and rows that share one are
 * one project. Another version of a row that is there already gets a project of its own.
 */
export async function load(folder: string): Promise<Loaded> {
  const home = join(folder, 'encord');
  const files = existsSync(home) ? (await readdir(home)).filter((file) => file.endsWith('.json')).sort() : [];
  const loaded: Loaded = { labels: [], refused: [] };
  const read = async (file: string): Promise<unknown[]> => {
    try {
      return [JSON.parse(await readFile(join(home, file), 'utf8'))].flat();
    } catch (error) {
      loaded.refused.push({
        file,
        reason: `it cannot be read as JSON (${error instanceof Error ? error.name : 'error'})`,
      });
      return [];
    }
  };

  const ontologies: Ontology[] = [];
  for (const file of files.filter((name) => name.startsWith('ontology'))) {
    for (const document of await read(file)) {
      const structure = isObject(document) && isObject(document.editor) ? document.editor : document;
      if (isObject(structure)) ontologies.push({ structure, hashes: values(structure, 'featureNodeHash') });
      else loaded.refused.push({ file, reason: 'it is no ontology' });
    }
  }
  for (const file of files.filter((name) => name.startsWith('label-row'))) {
    const rows = await read(file);
    for (const [index, row] of rows.entries()) {
      const label = isObject(row) ? row.label_hash : undefined;
      if (isObject(row) && typeof label === 'string' && label !== '') {
        const name = rows.length > 1 ? `${file} row ${index + 1}` : file;
        const made = served(row, label, name, ontologyOf(row, ontologies));
        const isThere = loaded.labels.some((other) => other.project === made.project && other.label === label);
        loaded.labels.push(isThere ? { ...made, project: uuidOf(`${made.project} ${name}`) } : made);
      } else {
        loaded.refused.push({ file, reason: `its row ${index} has no label_hash, so nobody has begun to label it` });
      }
    }
  }
  return loaded;
}

const served = (row: Record<string, unknown>, label: string, name: string, ontology?: Ontology): ServedLabel => ({
  project: uuidOf(ontology ? JSON.stringify(ontology.structure) : label),
  label,
  ...(typeof row.data_hash === 'string' ? { dataUnit: row.data_hash } : {}),
  name,
  document: row,
  ...(ontology ? { ontology: ontology.structure } : {}),
});

/** The ontology that knows most of the row's features; a row without any fits the first. */
function ontologyOf(row: object, ontologies: readonly Ontology[]): Ontology | undefined {
  const features = values(row, 'featureHash');
  const known = ({ hashes }: Ontology) => [...features].filter((feature) => hashes.has(feature)).length;
  const [best] = ontologies.toSorted((a, b) => known(b) - known(a));
  return best && (features.size === 0 || known(best) > 0) ? best : undefined;
}

/** Every text under this key, at any depth. */
function values(document: unknown, key: string): Set<string> {
  if (typeof document !== 'object' || document === null) return new Set();
  return new Set(
    Object.entries(document).flatMap(([name, value]) =>
      name === key && typeof value === 'string' ? [value] : [...values(value, key)],
    ),
  );
}

/** The same text always gets the same UUID. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
