import * as z from 'zod/mini';
import { treeWord } from '../tree-word.ts';
import { shapesOption } from '../upright-box.ts';

export const Options = z
  .strictObject({
    task: z._default(z.enum(['object-detection', 'image-classification']), 'object-detection'),
    shapes: shapesOption,
    /** Where images are of which the platform does not say an object in S3: this and the unit's name. */
    images: z._default(z.string().check(z.regex(/^(s3:\/\/[^/]+\/(.+\/)?)?$/)), ''),
    /** Of image classification. */
    question: z._default(z.string(), ''),
    /** `classes[n]` is the choice with the number n: choices have no numbers on the platforms. */
    classes: z._default(z.array(z.string().check(z.minLength(1))), []),
  })
  .check(
    z.refine(({ task, question, classes }) => task === 'object-detection' || (question !== '' && classes.length > 0), {
      path: ['task'],
      error: 'must have a question and its classes for image-classification',
    }),
    z.refine(({ classes }) => new Set(classes).size === classes.length, {
      path: ['classes'],
      error: 'must not have a class twice',
    }),
  );
export type Options = z.output<typeof Options>;

/** Lines of two tasks, or of two questions, never lie in one tree. */
export const variantOf = ({ task, shapes, question }: Options): string | undefined =>
  task === 'image-classification' ? `classification-${treeWord(question)}` : shapes === 'hull' ? undefined : shapes;
