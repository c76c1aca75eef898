import * as z from 'zod/mini';
import { PageLayout } from './page-layout.ts';
import type { PlaceKind } from './place.ts';
import { VolumeGeometry } from './volume-geometry.ts';

const name = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const size = z.int().check(z.positive());

/** What a unit is, and which places of it an annotation can name; the whole of it always. */
export const placesOf = {
  image: [],
  video: ['frame', 'frames', 'time'],
  /** DICOM, NIfTI: its slices are frames. */
  volume: ['frame', 'frames'],
  audio: ['time'],
  text: ['text'],
  document: ['page', 'text', 'tokens'],
  conversation: ['message'],
  /** COG, GeoTIFF, NITF, map tiles. */
  geospatial: [],
  html: ['markup', 'text'],
  timeseries: ['series'],
  pointcloud: ['frame', 'frames', 'time'],
  /** Data shown as a table, a list or a pair. */
  structured: [],
} as const satisfies Record<string, readonly PlaceKind[]>;
export type Media = keyof typeof placesOf;
export const mediaKinds = Object.keys(placesOf) as Media[];

const Slice = z.strictObject({
  frame: count,
  /** E.g. its DICOM SOP instance UID. */
  id: z.optional(name),
  /** As the platform counts the frames of a file that holds several. */
  frameOfFile: z.optional(count),
  width: z.optional(size),
  height: z.optional(size),
});

const Message = z.strictObject({ id: name, author: z.optional(name), text: z.optional(z.string()) });

export const Unit = z.strictObject({
  id: name,
  /** What a person calls it: a file name, often with folders. Not unique. */
  name,
  /** The platform's own id of what it is part of, such as a data group: units of one group stay together in a release. */
  group: z.optional(name),
  /** Which part of a group it is, by the key of the platform's layout, e.g. `front-camera`. */
  layoutKey: z.optional(name),
  media: z.enum(mediaKinds as [Media, ...Media[]]),
  width: z.optional(size),
  height: z.optional(size),
  /** What coordinates count, where it is not pixels: `relative` is 0 to 1 of width and height, `points` 1/72 inch of a page. */
  coordinates: z.optional(z.enum(['relative', 'points'])),
  /** How many there are. */
  frames: z.optional(count),
  framesPerSecond: z.optional(z.number().check(z.positive())),
  durationMs: z.optional(z.number().check(z.nonnegative())),
  pages: z.optional(count),
  /** Sizes of pages in `coordinates`, where the platform says them. */
  pageSizes: z.optional(z.array(z.strictObject({ page: count, width: z.number(), height: z.number() }))),
  /** Words of a document with their places, as its text layer says them; no platform sends them with the label. */
  layout: z.optional(z.array(PageLayout)),
  /** What is known of single slices of a volume. */
  slices: z.optional(z.array(Slice)),
  /** Of a volume, as its own files say it: no platform does. */
  geometry: z.optional(VolumeGeometry),
  /** The text itself, where the platform sends it with the label. */
  text: z.optional(z.string()),
  messages: z.optional(z.array(Message)),
  /** EXIF orientation 1 to 8 of an image, where the platform says it; whether coordinates follow it, it does not say. */
  exifOrientation: z.optional(z.int().check(z.gte(1), z.lte(8))),
  /** Of a geospatial unit, e.g. `EPSG:3857`. */
  coordinateReferenceSystem: z.optional(name),
  /** Where the platform has the media from, without signature or query. */
  sourceUri: z.optional(name),
});
export type Unit = z.infer<typeof Unit>;
