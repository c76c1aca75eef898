import type { Origin } from '../../label/label.ts';
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

/** Those of a track: CVAT tracks no masks, and skeletons by elements that are not written. */
export const trackedKinds = ['box', 'polygon', 'polyline', 'point', 'ellipse', 'path'] as const;
export type TrackedKind = (typeof trackedKinds)[number];

/** An element of CVAT: its name, the attributes that say where it is, and the elements of a skeleton. */
export type Drawing = {
  readonly tag: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly parts?: readonly XmlElement[];
};

/** Nothing is drawn of what the image does not show. */
export type Drawn = { readonly drawing?: Drawing; readonly omitted: readonly Reason[] };

/** CVAT's words for who made an annotation; `file`, its word for what came from one, where the platform does not say. */
const sources = { person: 'manual', model: 'auto', 'model-edited': 'semi-auto' } as const;

export const sourceOf = (origin: Origin | undefined): string => (origin === undefined ? 'file' : sources[origin]);
