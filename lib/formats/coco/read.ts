import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { unitPath } from '../unit-path.ts';
import { unitPathOf } from '../video-frames.ts';
import { Geometry, shapeOf, side } from './read-shape.ts';

const Document = z.object({
  images: z.array(z.object({ id: z.int(), width: side, height: side, file_name: z.string() })),
  categories: z.array(z.object({ id: z.int(), name: z.string(), keypoints: z.optional(z.array(z.string())) })),
  annotations: z.array(z.extend(Geometry, { id: z.int(), image_id: z.int(), category_id: z.int() })),
});
type Document = z.infer<typeof Document>;

/**
 * The objects of the file of one image, or of all images of a data set; those of a frame are in its video. The box of an object has to agree with its
 * segmentation: training code reads the one or the other, and would not see it.
 */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  { sizeOf }: Pick<ReadFacts, 'sizeOf'>,
): readonly ReadObject[] {
  const { images, categories, annotations } = documentIn(path, bytes);
  const imageOf = new Map(images.map((image) => [image.id, image]));
  const categoryOf = new Map(categories.map((category) => [category.id, category]));
  const unitOf = unitsOf(path, images);
  return annotations.map((annotation) => {
    const where = `Annotation ${annotation.id} of ${path}`;
    const image = imageOf.get(annotation.image_id);
    const category = categoryOf.get(annotation.category_id);
    if (!image) throw new SyntaxError(`${where} must be of one of the images, but is of ${annotation.image_id}.`);
    if (!category)
      throw new SyntaxError(`${where} must be of one of the categories, but is of ${annotation.category_id}.`);
    return {
      unit: unitPathOf(unitOf(image), (unit) => sizeOf(unit) !== undefined),
      category: category.name,
      shape: shapeOf(annotation, image, category.keypoints ?? [], where),
    };
  });
}

/** A file of one image has the path of its unit, which may differ from its name; one of a data set has names alone. */
function unitsOf(path: string, { length }: Document['images']): (image: Document['images'][number]) => string {
  const own = /^annotations\/(.+)\.json$/s.exec(path)?.[1];
  const isOfDataSet = own === undefined || length !== 1 || /^instances(_[a-z0-9_-]+)?$/.test(own);
  return (image) => (isOfDataSet ? unitPath({ name: image.file_name }) : own);
}

function documentIn(path: string, bytes: Uint8Array): Document {
  try {
    return Document.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new SyntaxError(`${path} must hold images, categories and annotations of COCO as JSON, but does not.`, {
      cause,
    });
  }
}
