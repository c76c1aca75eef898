import { type FieldPath, type Fields, invalidAt, isMissing, quoted } from './fields.ts';

/**
 * What is known of the keys of one kind of object in a platform's documents. The tables of the platforms' READMEs are made
 * from these.
 */
export type KnownKeys = {
  /** Which object, as a row of the README's table: `bounding_box`, `result[].value`. */
  readonly place: string;
  /** These are read. */
  readonly read: ReadonlySet<string>;
  /** Besides `refusedEverywhere`: these could move, rename or remove what is read. Each with the value that changes nothing. */
  readonly refused: ReadonlyMap<string, unknown>;
};

/** The value of a key that always changes something. */
export const always = Symbol('always');

/**
 * Keys that could move, turn, cut or remove a shape, whatever the platform, in lower case and without `_` and `-`; each with
 * the value that changes nothing, where there is one. A key that is null changes nothing.
 */
export const refusedEverywhere: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['rotation', 'rotationdegrees', 'rotationangle', 'angle', 'theta', 'heading', 'skew'].map(
    (key) => [key, 0] as const,
  ),
  ...['offset', 'shift'].map((key) => [key, 0] as const),
  ...['scale', 'zoom'].map((key) => [key, 1] as const),
  ...['deleted', 'isdeleted', 'removed'].map((key) => [key, false] as const),
  ...['z', 'depth', 'frame', 'frames', 'slice', 'page', 'pageindex', 'pagenumber'].map((key) => [key, always] as const),
  ...['unit', 'units', 'crs', 'coordinatesystem', 'transform', 'holes', 'interiors'].map(
    (key) => [key, always] as const,
  ),
]);

export const knownKeys = (
  place: string,
  read: readonly string[],
  refused: Readonly<Record<string, unknown>> = {},
): KnownKeys => ({ place, read: new Set(read), refused: new Map(Object.entries(refused)) });

/**
 * Looks at the keys that nobody reads: one that could change the meaning of what is read refuses the label, any other is
 * noted as unread.
 */
export function checkKeys(
  fields: Fields,
  known: { readonly read: Pick<ReadonlySet<string>, 'has'>; readonly refused: KnownKeys['refused'] },
  path: FieldPath,
): void {
  for (const key in fields) {
    if (known.read.has(key) || !Object.hasOwn(fields, key)) continue;
    if (couldChange(key, fields[key], known.refused)) {
      throw invalidAt(path, `has a key ${quoted(key)}, which is not supported yet and could change what it says`);
    }
    path.reading.unread(path.at(key));
  }
}

function couldChange(key: string, value: unknown, refused: KnownKeys['refused']): boolean {
  if (isMissing(value)) return false;
  if (refused.has(key)) return value !== refused.get(key);
  const plain = key.toLowerCase().replaceAll(/[_-]/g, '');
  return refusedEverywhere.has(plain) && value !== refusedEverywhere.get(plain);
}
