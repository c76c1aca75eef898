import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { type Connection, connectionsOf } from '../../lib/configuration/connections.ts';
import { given } from '../../lib/contracts/given.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { type Ontology, savedFilesIn, type Unreadable, unnamed } from '../normalise/saved-folder.ts';
import { type SavedLabel, savedLabels } from '../normalise/saved-labels.ts';

/** Which document of a file a label is from; documents are numbered from 1. */
export type SavedPlace = { readonly file: string; readonly document: number };

export type NotServed = Unreadable & { readonly document?: number };

export type SavedServedLabel = ServedLabel & { readonly place: SavedPlace };

export type Served = {
  /** The labels that each connection's simulated platform serves, by the connection's name. */
  readonly labels: Readonly<Record<string, SavedServedLabel[]>>;
  /** Files and documents that hold no label. */
  readonly refused: readonly NotServed[];
  /** Folders of documents that no connection serves. */
  readonly leftOut: readonly Unreadable[];
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
  const labels: Record<string, SavedServedLabel[]> = {};
  const refused: NotServed[] = [];
  for (const connection of connections) {
    const own = folderOf(connection);
    const loaded = own === undefined ? nothing : await loadFolder(folder, own, connection);
    labels[connection.name] = loaded.labels;
    refused.push(...loaded.refused);
  }
  const leftOut = names
    .filter((name) => !connections.some((connection) => folderOf(connection) === name))
    .map((file) => ({
      file,
      reason: `labelwire.config.ts has no connection named ${file}, nor one of a platform of that name`,
    }));
  return { labels, refused, leftOut };
}

type Loaded = { readonly labels: SavedServedLabel[]; readonly refused: readonly NotServed[] };
const nothing: Loaded = { labels: [], refused: [] };

async function loadFolder(folder: string, own: string, { platform }: Connection): Promise<Loaded> {
  const [{ default: documents }, { default: testing }] = await Promise.all([
    platform.savedDocuments(),
    platform.testing(),
  ]);
  const { files, unreadable } = await savedFilesIn(join(folder, own), documents);
  const labels: SavedServedLabel[] = [];
  const refused: NotServed[] = unreadable.map((item) => ({ ...item, file: `${own}/${item.file}` }));
  for (const file of files) {
    for await (const { number, ...item } of savedLabels(createReadStream(file.path), file.options)) {
      const place = { file: `${own}/${file.name}`, document: number };
      if ('reason' in item) refused.push({ ...item, ...place });
      else {
        const name = number > 1 ? `${file.name} document ${number}` : file.name;
        const ontology = file.ontologyOf(item.found.document);
        labels.push({ ...servedLabel(item.found, name, ontology, labels, testing.projectId), place });
      }
    }
  }
  return { labels, refused };
}

/** Another version of a label that is there already gets a project of its own, so that both are exported. */
function servedLabel(
  { project: named, ref, document, attachments }: SavedLabel,
  name: string,
  chosen: Ontology | undefined,
  labels: readonly ServedLabel[],
  projectId: (name: string) => string,
): ServedLabel {
  const project = projectOf(named, chosen, labels, projectId);
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

/** A platform keeps one ontology for a project: documents of another one, from another folder, get a project of their own. */
function projectOf(
  named: string,
  chosen: Ontology | undefined,
  labels: readonly ServedLabel[],
  projectId: (name: string) => string,
): string {
  if (named === unnamed) return projectId(chosen ? chosen.name : unnamed);
  const other = labels.find(({ project }) => project === named);
  return !other || other.ontology === chosen?.ontology ? named : projectId(`${named} ${chosen?.name}`);
}
