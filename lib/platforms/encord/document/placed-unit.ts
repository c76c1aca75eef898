import type { Media, Unit } from '../../../label/label.ts';
import type { FieldPath } from '../../kit/fields.ts';
import { wholeIn } from './counts.ts';
import type { Entry } from './entries.ts';
import { type Part, withoutSecrets } from './label-row.ts';
import { isPicture } from './media.ts';
import type { Timeline } from './places.ts';

/** A unit with its labels and its place in the row. */
export type PlacedUnit = {
  readonly unit: Unit;
  readonly timeline: Timeline;
  readonly entries: readonly Entry[];
  /** Its place in an image group, which ranges of answers count; 0 for any other data. */
  readonly sequence: number;
  /** The id of its space; undefined for a data unit. */
  readonly space: string | undefined;
  /** What distinguishes the ids of its annotations from those of the row's other units. */
  readonly suffix: string | undefined;
  /** Whether an object in it may be in other units, too. */
  readonly isOneOfSeveral: boolean;
  readonly path: FieldPath;
};

type Size = {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly coordinates?: 'relative' | undefined;
};

/** Shapes on a picture of unknown size stay as Encord has them: in fractions of it. */
export function sizeOf({ fields, path }: Part, media: Media, entries: readonly Entry[]): Size {
  if (!isPicture(media)) return {};
  const width = wholeIn(fields, 'width', path);
  const height = wholeIn(fields, 'height', path);
  const isKnown = width !== undefined && height !== undefined;
  const isRelative = !isKnown && entries.some(({ objects, slice }) => objects.length > 0 && !slice?.width);
  return { width, height, coordinates: isRelative ? 'relative' : undefined };
}

/** A link without what signs it: its query. The key of an object in a bucket may hold a question mark, and has no query. */
export function sourceUriOf(link: string | undefined): string | undefined {
  const clean = link && withoutSecrets(link);
  const sourceUri = clean && (/^(s3|gs):\/\//i.test(clean) ? clean : clean.replace(/\?.*$/s, ''));
  return sourceUri || undefined;
}
