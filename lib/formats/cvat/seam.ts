import type { Reason } from '../visible-parts.ts';
import type { XmlElement } from '../xml.ts';

export type { Reason, Size } from '../visible-parts.ts';

export const drawnKinds = [
  'box',
  'polygon',
  'polyline',
  'point',
  'ellipse',
  'path',
  'mask',
  'skeleton',
  'perspective-cuboid',
] as const;
export type DrawnKind = (typeof drawnKinds)[number];

/** An element of CVAT: its name, the attributes that say where it is, and the elements of a skeleton. */
export type Drawing = {
  readonly tag: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly parts?: readonly XmlElement[];
};

/** Nothing is drawn of what the image does not show. */
export type Drawn = { readonly drawing?: Drawing; readonly omitted: readonly Reason[] };
