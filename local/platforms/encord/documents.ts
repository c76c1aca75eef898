import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { given } from '../../../lib/contracts/given.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import type { ServedLabel } from '../simulated-platform.ts';

const testing = await platforms.encord.testing?.();
const { default: documents } = await platforms.encord.savedDocuments();

type Loaded = { readonly labels: ServedLabel[]; readonly refused: { file: string; reason: string }[] };

/**
 * `<folder>/encord/label-row*.json` (a row, or a list of rows) and `<folder>/encord/ontology*.json`. A row does not name its
 * ontology: it is the one that fits best, and rows that share an ontology are one project. Another version of the same row
 * gets a project of its own.
 */
export async function load(folder: string): Promise<Loaded> {
  const home = join(folder, 'encord');
  const files = existsSync(home) ? (await readdir(home)).filter((file) => file.endsWith('.json')).sort() : [];
  const loaded: Loaded = { labels: [], refused: [] };
  const read = async <Content>(file: string, parse: (text: string) => Content): Promise<Content[]> => {
    try {
      return [parse(await readFile(join(home, file), 'utf8'))];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      loaded.refused.push({ file, reason: error instanceof SyntaxError ? 'it is not JSON' : error.message });
      return [];
    }
  };

  const ontologies: unknown[] = [];
  for (const file of files.filter((name) => documents.ontology?.isIn(name))) {
    ontologies.push(...(await read(file, (text) => documents.ontology?.read(text))));
  }
  for (const file of files.filter((name) => name.startsWith('label-row'))) {
    const rows = (await read(file, (text): unknown => JSON.parse(text))).flat();
    for (const [index, row] of rows.entries()) {
      const ontology = ontologyOf(row, ontologies);
      const name = rows.length > 1 ? `${file} row ${index + 1}` : file;
      const project = projectId(ontology === undefined ? name : JSON.stringify(ontology));
      for (const label of documents.labelsIn(row, project)) {
        if ('reason' in label) loaded.refused.push({ file: name, reason: label.reason });
        else loaded.labels.push(served({ ...label, name, ontology }, loaded.labels));
      }
    }
  }
  return loaded;
}

type Found = Pick<ServedLabel, 'project' | 'name' | 'document'> & {
  readonly ref: { readonly label?: string | undefined; readonly dataUnit?: string | undefined };
  readonly ontology: unknown;
};

function served({ project, ref, name, document, ontology }: Found, labels: readonly ServedLabel[]): ServedLabel {
  const { label = '', dataUnit } = ref;
  const isTaken = labels.some((other) => other.project === project && other.label === label);
  return {
    project: isTaken ? projectId(`${project} ${name}`) : project,
    label,
    name,
    document,
    ...given({ dataUnit, ontology }),
  };
}

function ontologyOf(row: unknown, ontologies: readonly unknown[]): unknown {
  const fits = (ontology: unknown) => documents.ontology?.fits(ontology, row) ?? 0;
  const [best] = ontologies.toSorted((a, b) => fits(b) - fits(a));
  return best !== undefined && fits(best) > 0 ? best : undefined;
}

const projectId = (name: string): string => testing?.default.projectId(name) ?? name;
