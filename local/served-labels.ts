import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { attachmentsIn } from '../cli/normalise/attachments.ts';
import { type SavedLabel, savedLabels } from '../cli/normalise/saved-labels.ts';
import type { Configuration } from '../lib/configuration/configuration.ts';
import { type Connection, connectionsOf } from '../lib/configuration/connections.ts';
import { given } from '../lib/contracts/given.ts';
import type { SavedDocuments } from '../lib/platforms/platform.ts';
import type { ServedLabel } from '../lib/platforms/testing.ts';

export const samples = join(import.meta.dirname, 'samples');

type NotServed = { readonly file: string; readonly reason: string };

export type Served = {
  /** The labels that each connection's simulated platform serves, by the connection's name. */
  readonly labels: Readonly<Record<string, ServedLabel[]>>;
  /** Files and documents that hold no label. */
  readonly refused: readonly NotServed[];
  /** Folders of documents that no connection serves. */
  readonly leftOut: readonly NotServed[];
};

/**
 * The labels of a folder, `<folder>/<connection or platform>/…`, for the connections of the configuration to serve. A folder
 * named like a platform is served by each of its connections that has no folder of its own.
 */
export async function loadServedLabels(folder: string, configuration: Configuration): Promise<Served> {
  const connections = connectionsOf(configuration);
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).sort();
  const folderOf = ({ name, platform }: Connection) => [name, platform.id].find((wanted) => names.includes(wanted));
  const labels: Record<string, ServedLabel[]> = {};
  const refused: NotServed[] = [];
  for (const connection of connections) {
    const own = folderOf(connection);
    const loaded = own === undefined ? nothing : await loadFolder(join(folder, own), connection);
    labels[connection.name] = loaded.labels;
    refused.push(...loaded.refused.map(({ file, reason }) => ({ file: `${own}/${file}`, reason })));
  }
  const leftOut = names
    .filter((name) => !connections.some((connection) => folderOf(connection) === name))
    .map((file) => ({
      file,
      reason: `labelwire.config.ts has no connection named ${file}, nor one of a platform of that name`,
    }));
  return { labels, refused, leftOut };
}

type Loaded = { readonly labels: ServedLabel[]; readonly refused: readonly NotServed[] };
const nothing: Loaded = { labels: [], refused: [] };

async function loadFolder(home: string, { platform }: Connection): Promise<Loaded> {
  const [{ default: documents }, { default: testing }] = await Promise.all([
    platform.savedDocuments(),
    platform.testing(),
  ]);
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const { ontologies, refused: unreadable } = await readOntologies(paths, documents);
  const labels: ServedLabel[] = [];
  const refused = unreadable.map(({ file, reason }) => ({ file: nameIn(home, file), reason }));
  for (const path of paths.filter(holdsDocuments(documents)).sort()) {
    const file = nameIn(home, path);
    const attachments = existsSync(join(dirname(path), 'attachments.json')) ? attachmentsIn(dirname(path)) : undefined;
    for await (const item of savedLabels(createReadStream(path), { documents, project: unnamed, attachments })) {
      const place = item.number > 1 ? ` document ${item.number}` : '';
      if ('reason' in item) refused.push({ file: `${file}${place}`, reason: item.reason });
      else {
        const ontology = bestOntology(item.found.document, path, ontologies, documents);
        labels.push(servedLabel(item.found, `${file}${place}`, ontology, labels, testing.projectId));
      }
    }
  }
  return { labels, refused };
}

const nameIn = (home: string, path: string): string => relative(home, path).split(sep).join('/');

const holdsDocuments =
  ({ ontology }: SavedDocuments) =>
  (path: string): boolean =>
    /\.(json|ndjson|jsonl)$/.test(path) && basename(path) !== 'attachments.json' && !ontology?.isIn(basename(path));

type Ontology = { readonly path: string; readonly ontology: unknown };

async function readOntologies(paths: readonly string[], { ontology: part }: SavedDocuments) {
  const ontologies: Ontology[] = [];
  const refused: NotServed[] = [];
  for (const path of paths.filter((name) => part?.isIn(basename(name))).sort()) {
    try {
      ontologies.push({ path, ontology: part?.read(await readFile(path, 'utf8')) });
    } catch (error) {
      refused.push({ file: path, reason: (error as Error).message });
    }
  }
  return { ontologies, refused };
}

/** Of the ontologies in the document's folder, else of the folders above: the one that knows most of it, the one of its name first. */
function bestOntology(
  document: unknown,
  path: string,
  ontologies: readonly Ontology[],
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

/** The project of documents that do not name theirs. Those of one ontology are one project, and share its class map. */
const unnamed = 'unnamed';

/** Another version of a label that is there already gets a project of its own, so that both are exported. */
function servedLabel(
  { project: named, ref, document, attachments }: SavedLabel,
  name: string,
  chosen: Ontology | undefined,
  labels: readonly ServedLabel[],
  projectId: (name: string) => string,
): ServedLabel {
  const project = named === unnamed ? projectId(chosen ? basename(chosen.path) : unnamed) : named;
  const isThere = labels.some((other) => other.project === project && other.label === ref.label);
  return given({
    project: isThere ? projectId(`${project} ${name}`) : project,
    label: ref.label ?? '',
    dataUnit: ref.dataUnit,
    name,
    document,
    ontology: chosen?.ontology,
    attachments,
  });
}
