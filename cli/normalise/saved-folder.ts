import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { attachmentsIn } from '../cli/normalise/attachments.ts';
import type { SavedFileOptions } from '../cli/normalise/saved-labels.ts';
import type { NoLabel, SavedDocuments } from '../lib/platforms/platform.ts';

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
    const name = nameIn(home, path);
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
  { ontology: part }: SavedDocuments,
): Ontology | undefined {
  const stem = basename(path, extname(path));
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const ranked = ontologies
      .filter((one) => dirname(one.path) === folder)
      .map((one) => ({
        one,
        fits: part?.fits(one.ontology, document) ?? 0,
        isNamesake: basename(one.path, extname(one.path)) === stem,
      }))
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => Number(b.isNamesake) - Number(a.isNamesake) || b.fits - a.fits);
    if (ranked[0]) return ranked[0].one;
    if (folder === dirname(folder)) return undefined;
  }
}
