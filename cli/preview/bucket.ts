import { given } from '../../lib/contracts/given.ts';
import { encodeId, keys } from '../../lib/contracts/keys.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { unitPaths } from '../../lib/formats/unit-path.ts';
import { Label } from '../../lib/label/label.ts';
import { type ReadableFormat, withReader } from '../../lib/preview/draw-written.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import { readClasses } from '../../lib/store/class-map.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { readJson } from '../../lib/store/read-json.ts';
import { type LabelRecord, readRecord, readRecordAt } from '../../lib/store/record.ts';
import { asCommitted } from '../../lib/store/record-history.ts';
import { formatsNamed } from '../convert/given-formats.ts';
import { NotFound } from '../not-found.ts';
import { recordKeyOf } from '../trace/find-labels.ts';
import { treesOf } from './as-format.ts';
import { drawingsOfFile, drawingsOfLabel, type Facts } from './drawings.ts';
import { revisionNamed } from './revision-named.ts';

export type BucketChoice = {
  readonly connection?: string | undefined;
  readonly project?: string | undefined;
  readonly chosen: ReadableFormat | undefined;
  readonly facts: Facts;
  /** An earlier one, in the words of `revisionNamed`. */
  readonly revision?: string | undefined;
  /** What a command about the same deployment ends with. */
  readonly at: string;
};

const labelsRoot = 'labels';

/** A label by its id, from the files that its record names: its canonical label, or its files of a format. */
export async function drawingsOfStoredLabel(store: ObjectStore, id: string, choice: BucketChoice): Promise<Group[]> {
  const newest = await recordOf(store, id, choice);
  const { chosen, facts, revision } = choice;
  const record = revision === undefined ? newest : await revisionNamed(store, newest, revision);
  if (record.status !== 'exported') {
    throw new NotFound(
      `Label ${quoted(id)} must be exported to be drawn, but is ${record.status}. The dead letters may say why: npx labelwire dlq list${choice.at}`,
    );
  }
  const files = record === newest ? store : asCommitted(store, record);
  const label = await canonicalLabelOf(files, record);
  if (!chosen) {
    if (label) return drawingsOfLabel(label, undefined, facts);
    throw new NotFound(
      `The route of project ${quoted(record.project)} writes no canonical labels. Name one of its formats with --as, or add canonical: {} to the route.`,
    );
  }
  const own = filesBelow(record, chosen.format.rootOf(chosen.options));
  if (own.length === 0) {
    throw new NotFound(`Label ${quoted(id)} has no file of ${chosen.format.nameOf(chosen.options)} in the bucket.`);
  }
  const { classes } = await readClasses(store, record);
  const drawn = label ? await drawingsOfLabel(label, undefined, facts) : [];
  for (const { key, path } of own) {
    const sized = { ...facts, classes, size: facts.size ?? sizeFor(path, label), ...unitsIn(label) };
    drawn.push(...drawingsOfFile({ path, bytes: await bytesAt(files, key) }, chosen, sized));
  }
  return drawn;
}

/** An object by its key: a canonical label, or a file of a format. */
export async function drawingsOfKey(
  store: ObjectStore,
  key: string,
  { chosen, facts }: BucketChoice,
): Promise<Group[]> {
  if (key.startsWith(`${labelsRoot}/`)) return drawingsOfLabel(await labelAt(store, key), chosen, facts);
  const tree = treesOf(await formatsNamed([])).find(({ root }) => key.startsWith(`${root}/`));
  const own = chosen ?? (tree && (await withReader(tree.chosen)));
  if (!own)
    throw new NotFound(`${quoted(key)} must be below labels/ or the tree of a format that is read back, but is not.`);
  const below = key.slice(own.format.rootOf(own.options).length + 1);
  const [connection = '', project = '', ...path] = below.split('/');
  const file = { path: path.join('/'), bytes: await bytesAt(store, key) };
  const classes = facts.classes ?? (await classesIn(store, `${connection}/${project}`));
  const label = await labelOfFile(store, key);
  if (label) await facts.pictures.load?.(label.units);
  const size = facts.size ?? sizeFor(file.path, label);
  return drawingsOfFile(file, own, { ...facts, ...given({ size }), classes, ...unitsIn(label) });
}

/** The record of the one label that is named so. */
export async function recordOf(
  store: ObjectStore,
  id: string,
  { connection, project }: Pick<BucketChoice, 'connection' | 'project'>,
): Promise<LabelRecord> {
  if (connection !== undefined && project !== undefined) {
    const named = await readRecord(store, { connection, project, label: id });
    if (named) return named.record;
  }
  const name = `/${encodeId(id)}.json`;
  const found: string[] = [];
  for await (const page of store.listObjects(placeOf(connection, project)))
    found.push(...page.map(({ key }) => key).filter((key) => key.endsWith(name)));
  const [key, ...more] = found;
  if (key === undefined) {
    const shown = quoted(id);
    throw new NotFound(
      `There is no file ${shown} here, and the bucket has no record of a label ${shown}. Give a file, a label's id, or the key of an object such as labels/…`,
    );
  }
  if (more.length > 0) {
    throw new NotFound(
      `Label ${quoted(id)} must be named with --platform and --project, because there are several: ${found.join(', ')}.`,
    );
  }
  const standing = await readRecordAt(store, key);
  if (standing) return standing.record;
  throw new NotFound(`The record ${quoted(key)} was deleted just now.`);
}

const placeOf = (connection: string | undefined, project: string | undefined): string =>
  connection === undefined
    ? 'records/'
    : project === undefined
      ? `records/${connection}/`
      : keys.records({ connection, project });

const filesBelow = (record: LabelRecord, root: string): { readonly key: string; readonly path: string }[] => {
  const tree = keys.tree(root, record);
  return Object.keys(record.files)
    .filter((key) => key.startsWith(tree))
    .map((key) => ({ key, path: key.slice(tree.length) }));
};

export async function canonicalLabelOf(
  store: Pick<ObjectStore, 'get'>,
  record: LabelRecord,
): Promise<Label | undefined> {
  const [file] = filesBelow(record, labelsRoot);
  return file && labelAt(store, file.key);
}

/** A file says in its metadata whose it is. */
async function labelOfFile(store: ObjectStore, key: string): Promise<Label | undefined> {
  const recordKey = await recordKeyOf(key, store);
  const standing = recordKey === undefined ? undefined : await readRecordAt(store, recordKey);
  return standing && canonicalLabelOf(store, standing.record);
}

async function labelAt(store: Pick<ObjectStore, 'get'>, key: string): Promise<Label> {
  const found = await readJson(store, key, Label, {
    what: 'The label',
    remedy: 'Export it again: npx labelwire sync.',
  });
  if (found) return found.value;
  throw new NotFound(`There is no object ${quoted(key)} in the bucket.`);
}

async function bytesAt(store: Pick<ObjectStore, 'get'>, key: string): Promise<Buffer> {
  const found = await store.get(key);
  if (found) return found.bytes;
  throw new NotFound(`There is no object ${quoted(key)} in the bucket.`);
}

/** Keys hold the id of a project encoded; a record of the project says it. */
async function classesIn(store: ObjectStore, place: string): Promise<readonly string[]> {
  for await (const [first] of store.listObjects(`records/${place}/`)) {
    const standing = first && (await readRecordAt(store, first.key));
    if (standing) return (await readClasses(store, standing.record)).classes;
  }
  return [];
}

function unitsIn(label: Label | undefined): Pick<Facts, 'unitOf'> {
  if (!label) return {};
  const paths = unitPaths(label.units);
  return { unitOf: (path) => label.units.find(({ id }) => paths.get(id) === path) };
}

/** Of the unit whose path is in that of the file. */
function sizeFor(path: string, label: Label | undefined): Facts['size'] {
  const paths = label ? unitPaths(label.units) : new Map<string, string>();
  const [unit] = (label?.units ?? [])
    .filter(({ id }) => path.includes(paths.get(id) ?? path))
    .toSorted((one, other) => (paths.get(other.id)?.length ?? 0) - (paths.get(one.id)?.length ?? 0));
  return unit?.width === undefined || unit.height === undefined
    ? undefined
    : { width: unit.width, height: unit.height };
}
