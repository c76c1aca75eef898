import * as z from 'zod/mini';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import type { Options } from './options.ts';

const count = z.int().check(z.nonnegative());
const metadata = { 'human-annotated': z.enum(['yes', 'no']), 'creation-date': z.string(), 'job-name': z.string() };
const confidence = z.number().check(z.gte(0), z.lte(1));

const Objects = z.object({
  'source-ref': z.string().check(z.regex(/^s3:\/\/[^/]+\/./)),
  'bounding-box': z.strictObject({
    image_size: z.tuple([z.strictObject({ width: count, height: count, depth: count })]),
    annotations: z.array(
      z.strictObject({
        class_id: count,
        left: count,
        top: count,
        width: z.int().check(z.positive()),
        height: z.int().check(z.positive()),
      }),
    ),
  }),
  'bounding-box-metadata': z.strictObject({
    ...metadata,
    objects: z.array(z.strictObject({ confidence })),
    'class-map': z.record(z.string(), z.string()),
    type: z.literal('groundtruth/object-detection'),
  }),
});

const classMetadata = z.union([
  z.strictObject({
    ...metadata,
    'class-name': z.string(),
    confidence,
    type: z.literal('groundtruth/image-classification'),
  }),
  z.strictObject({
    ...metadata,
    'class-map': z.record(z.string(), z.string()),
    'confidence-map': z.record(z.string(), confidence),
    type: z.literal('groundtruth/image-classification-multilabel'),
  }),
]);

/** The boxes of the line of one unit, or its classes. */
export function read(
  { path, bytes }: Pick<FormatFile, 'path' | 'bytes'>,
  _facts: ReadFacts,
  { task, question }: Options,
): readonly ReadObject[] {
  const parse = <Schema extends z.ZodMiniType>(schema: Schema): z.output<Schema> => {
    const line = schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if (!line.success) throw new SyntaxError(`${path}: ${z.prettifyError(line.error)}`);
    return line.data;
  };
  const unit = path.slice(0, -'.manifest'.length);
  if (task === 'image-classification') {
    const described = Object.values(parse(z.object({ [`${question}-metadata`]: classMetadata })));
    const names = described.flatMap((about) =>
      'class-name' in about ? [about['class-name']] : Object.values(about['class-map']),
    );
    return names.map((category) => ({ unit, category }));
  }
  const { 'bounding-box': boxes, 'bounding-box-metadata': about } = parse(Objects);
  if (about.objects.length !== boxes.annotations.length) {
    throw new SyntaxError(
      `${path}: objects must be as many as annotations (${boxes.annotations.length}), but are ${about.objects.length}.`,
    );
  }
  return boxes.annotations.map(({ class_id: number, left, top, width, height }) => {
    const category = about['class-map'][number];
    if (category === undefined) throw new SyntaxError(`${path}: class ${number} must be in class-map, but is not.`);
    return { unit, category, shape: { kind: 'box', x: left, y: top, width, height, rotationDegrees: 0 } };
  });
}
