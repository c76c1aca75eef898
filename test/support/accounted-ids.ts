import type { Label } from '../../lib/label/label.ts';
import type { PlatformId } from '../../lib/platforms/platforms.ts';

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The name of a thing in the platform's own spelling is a text, and holds nothing. */
const childrenOf = (value: unknown): unknown[] => {
  if (Array.isArray(value)) return value;
  return isJson(value) ? Object.entries(value).flatMap(([key, child]) => (key === 'value' ? [] : [child])) : [];
};

/** Every object that passes, at any depth. */
function all(value: unknown, wanted: (json: Json) => boolean, found: Json[] = []): Json[] {
  if (typeof value !== 'object' || value === null) return found;
  if (isJson(value) && wanted(value)) found.push(value);
  for (const child of childrenOf(value)) all(child, wanted, found);
  return found;
}

const textsUnder = (objects: readonly Json[], key: string): string[] =>
  objects.flatMap((json) =>
    typeof json[key] === 'string' || typeof json[key] === 'number' ? [String(json[key])] : [],
  );

/** What the lists (or maps) of these names hold, wherever there are such. */
const listed = (value: unknown, ...names: readonly string[]): Json[] =>
  all(value, (json) => names.some((name) => name in json)).flatMap((json) => listedHere(json, ...names));

const listedHere = (json: Json, ...names: readonly string[]): Json[] =>
  names.flatMap((name) => childrenOf(json[name]).filter(isJson));

/** Encord: objects and classifications of a data unit or a space that are not deleted. */
function idsOfEncord({ data_units, spaces }: Json): string[] {
  const placed = listed([data_units, spaces], 'objects', 'classifications').filter(
    ({ isDeleted }) => isDeleted !== true,
  );
  return [...textsUnder(placed, 'objectHash'), ...textsUnder(placed, 'classificationHash')];
}

/** Labelbox: objects and the outermost classifications of the one label, in whatever frames they stand. */
function idsOfLabelbox({ projects }: Json): string[] {
  const holders = all(projects, (json) => 'objects' in json || 'classifications' in json);
  const outermost = holders.filter((json) => !('feature_id' in json) && !('name' in json));
  return outermost.flatMap((json) => textsUnder(listedHere(json, 'objects', 'classifications'), 'feature_id'));
}

/** Label Studio: the ids of the results; of a relation, both of its ends. */
function idsOfLabelStudio(document: Json): string[] {
  const results = all(document.annotations, (json) => 'type' in json && ('value' in json || 'from_id' in json));
  return [...textsUnder(results, 'id'), ...textsUnder(results, 'from_id'), ...textsUnder(results, 'to_id')];
}

/** The ids of every object and classification that a document holds, found without knowing how they are read. */
export const idsIn: Readonly<Record<PlatformId, (document: Json) => string[]>> = {
  encord: idsOfEncord,
  'label-studio': idsOfLabelStudio,
  labelbox: idsOfLabelbox,
};

/** The ids under which a label holds anything: of annotations, of tracks, of regions; in frames and groups without what was added to them. */
export function idsHeldBy(label: Label): ReadonlySet<string> {
  return new Set(
    label.annotations.flatMap(({ id, track, region }) => [
      id,
      id.replace(/#[^#]*$/, ''),
      ...(track === undefined ? [] : [track]),
      ...(region === undefined ? [] : [region]),
    ]),
  );
}
