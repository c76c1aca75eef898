import * as z from 'zod/mini';
import { masksByValue } from '../../label/layers.ts';
import type { FormatFile, ReadObject } from '../format.ts';
import { decodePng } from '../png.ts';

const place = /^(?:annotations\/(.+)\.json|panoptic\/(.+)\.png)$/s; // a name may hold line separators

/** Of a picture, the mask of each segment; of a JSON file, the box around each. */
export function read({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>): readonly ReadObject[] {
  const [, ofJson, ofPicture] = place.exec(path) ?? [];
  if (ofPicture !== undefined) return readPicture(path, ofPicture, bytes);
  if (ofJson !== undefined) return readJson(path, ofJson, bytes);
  throw new SyntaxError(`${path} must be annotations/….json or panoptic/….png, but is not.`);
}

function readPicture(path: string, unit: string, bytes: Uint8Array): ReadObject[] {
  const { width, height, kind, values, comment } = decodePng(bytes);
  if (kind !== 'rgb') throw new SyntaxError(`${path} must be a PNG of 24 bits, but is ${kind}.`);
  const categories = parsed(path, comment, z.record(z.string(), z.string()));
  return [...masksByValue(values)].map(([id, counts]) => {
    const category = categories[id];
    if (category === undefined) throw new SyntaxError(`${path} must hold ids of its segments alone, but holds ${id}.`);
    return { unit, category, shape: { kind: 'mask', width, height, counts } };
  });
}

const Segment = z.object({ category_id: z.int(), bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]) });
const Document = z.object({
  categories: z.array(z.object({ id: z.int(), name: z.string() })),
  annotations: z.array(z.object({ segments_info: z.array(Segment) })),
});

function readJson(path: string, unit: string, bytes: Uint8Array): ReadObject[] {
  const { categories, annotations } = parsed(path, Buffer.from(bytes).toString('utf8'), Document);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return annotations.flatMap(({ segments_info }) =>
    segments_info.map(({ category_id, bbox: [x, y, width, height] }) => {
      const category = names.get(category_id);
      if (category === undefined) throw new SyntaxError(`${path} must list category ${category_id}, but does not.`);
      return { unit, category, shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 } };
    }),
  );
}

function parsed<Shape extends z.ZodMiniType>(path: string, text: string, shape: Shape): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new SyntaxError(`${path} must hold the segments of a picture as JSON, but does not.`, { cause });
  }
}
