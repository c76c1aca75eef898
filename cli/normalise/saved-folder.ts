import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import type { NoLabel, SavedDocuments } from '../../lib/platforms/platform.ts';
import { attachmentsIn } from './attachments.ts';
import type { SavedFileOptions } from './saved-labels.ts';

export type Ontology = {
  /** Of its file, in the folder of the connection. */
  readonly name: string;
  readonly ontology: unknown;
};

/** A file of documents, and what is needed to read it. */
export type SavedFile = {
  readonly path: string;
  /** In the folder of the connection, with `/`. */
  readonly name: string;
  readonly options: SavedFileOptions;
  ontologyOf(document: unknown): Ontology | undefined;
};

export type Unreadable = { readonly file: string } & NoLabel;

/** The project of documents that do not name theirs. Those of one ontology are one project, and share its class map. */
export const unnamed = 'unnamed';

/** The files of documents below a folder, each with the ontologies and attachments that are saved beside it. */
export async function savedFilesIn(
  home: string,
  documents: SavedDocuments,
): Promise<{ readonly files: readonly SavedFile[]; readonly unreadable: readonly Unreadable[] }> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const { ontologies, unreadable } = await readOntologies(home, paths.sort(), documents);
  const files = paths.filter(holdsDocuments(documents)).map((path) => ({
    path,
    name: nameIn(home, path),
    options: optionsFor(path, documents),
    ontologyOf: (document: unknown) => bestOntology(document, path, ontologies, documents),
  }));
  return { files, unreadable };
}

/** These files of documents; those of them that are ontologies are for all of the others, wherever they are. */
export async function savedFilesAmong(
  paths: readonly string[],
  documents: SavedDocuments,
): Promise<{ readonly files: readonly SavedFile[]; readonly unreadable: readonly Unreadable[] }> {
  const { ontologies, unreadable } = await readOntologies('', paths, documents);
  const isOther = (path: string) => basename(path) === listName || documents.ontology?.isIn(basename(path));
  const files = paths
    .filter((path) => !isOther(path))
    .map((path) => ({
      path,
      name: path,
      options: optionsFor(path, documents),
      ontologyOf: (document: unknown) => ranked(ontologies, document, path, documents)[0],
    }));
  return { files, unreadable };
}

const nameIn = (home: string, path: string): string => relative(home, path).split(sep).join('/');

const listName = 'attachments.json';

const holdsDocuments =
  ({ ontology, isDocument }: SavedDocuments) =>
  (path: string): boolean => {
    const name = basename(path);
    const hasDocuments = /\.(json|ndjson|jsonl)$/.test(name) || isDocument?.(name) === true;
    return hasDocuments && name !== listName && !ontology?.isIn(name);
  };

const optionsFor = (path: string, documents: SavedDocuments): SavedFileOptions => ({
  documents,
  project: unnamed,
  attachments: existsSync(join(dirname(path), listName)) ? attachmentsIn(dirname(path)) : undefined,
  attachmentsAdvice: `put them beside the document, with an ${listName} that says { "address": "file" }`,
});

type PlacedOntology = Ontology & { readonly path: string };

async function readOntologies(home: string, paths: readonly string[], { ontology: part }: SavedDocuments) {
  const ontologies: PlacedOntology[] = [];
  const unreadable: Unreadable[] = [];
  for (const path of paths.filter((name) => part?.isIn(basename(name)))) {
    const name = home === '' ? path : nameIn(home, path);
    try {
      ontologies.push({ path, name, ontology: part?.read(await readFile(path, 'utf8')) });
    } catch (error) {
      unreadable.push({ file: name, reason: (error as Error).message });
    }
  }
  return { ontologies, unreadable };
}

/** Of the ontologies in the document's folder, else of the folders above: the one that knows most of it, the one of its name first. */
function bestOntology(
  document: unknown,
  path: string,
  ontologies: readonly PlacedOntology[],
  documents: SavedDocuments,
): Ontology | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const beside = ontologies.filter((one) => dirname(one.path) === folder);
    const [best] = ranked(beside, document, path, documents);
    if (best) return best;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Those that know something of the document, the best one first. */
function ranked(
  ontologies: readonly PlacedOntology[],
  document: unknown,
  path: string,
  { ontology: part }: SavedDocuments,
): readonly Ontology[] {
  const stem = basename(path, extname(path));
  return ontologies
    .map((one) => ({
      one,
      fits: part?.fits(one.ontology, document) ?? 0,
      isNamesake: basename(one.path, extname(one.path)) === stem,
    }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => Number(b.isNamesake) - Number(a.isNamesake) || b.fits - a.fits)
    .map(({ one }) => one);
}
