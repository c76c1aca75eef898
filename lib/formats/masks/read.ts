import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { readIndexed } from '../indexed-picture.ts';

const place = /^masks\/(.+)\.png$/s; // a name may hold line separators

/** A mask for each value of a picture but 0, in the order of the values. */
export function read(
  file: Pick<FormatFile, 'path' | 'bytes'>,
  { classes }: ReadFacts,
  { kind }: { readonly kind: 'semantic' | 'instance' },
): readonly ReadObject[] {
  const unit = place.exec(file.path)?.[1];
  if (unit === undefined) throw new SyntaxError(`${file.path} must be below masks/ and end with .png, but is not.`);
  return readIndexed(file, unit, classes, kind);
}
