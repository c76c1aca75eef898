import { InvalidLabel } from '../../contracts/errors.ts';
import type { Unit } from '../../label/label.ts';
import { isCrowd } from '../crowd.ts';
import { type Drawing, draw, type Segmentation } from '../drawn-segmentation.ts';
import { flatAttributes } from '../flat-attributes.ts';
import type { AnnotationOf, ClassFacts } from '../format.ts';
import type { Report } from '../reporter.ts';
import type { Picture } from '../video-frames.ts';
import type { SizedUnit } from '../visible-parts.ts';
import { idOf } from './document.ts';
import { drawSkeleton } from './keypoints.ts';

export const heldKinds = ['box', 'polygon', 'ellipse', 'path', 'mask', 'skeleton'] as const;
type Held = (typeof heldKinds)[number];

type Given = {
  readonly segmentation: Segmentation;
  /** In a data set, the numbers are those of all labels, and not given here. */
  readonly isNumbered: boolean;
  classOf(category: string): ClassFacts;
  readonly report: Report;
};

/** The annotations of pictures in turn. */
export function pictureAnnotations({ segmentation, isNumbered, classOf, report }: Given) {
  const runLengths = new Map<string, number>(); // of all masks of a unit so far
  return (picture: Picture<Held>, size: SizedUnit): readonly Record<string, unknown>[] => {
    const written: Record<string, unknown>[] = [];
    for (const annotation of picture.annotations) {
      const facts = classOf(annotation.category);
      const { drawing, omitted } = drawn(annotation, facts, size, segmentation);
      report(picture, annotation, omitted);
      if (!drawing) continue;
      const sum = (runLengths.get(size.id) ?? 0) + runLengthsOf(drawing);
      if (sum > mostRunLengths) throw tooManyRuns(size);
      runLengths.set(size.id, sum);
      // JSON leaves out what is undefined.
      written.push({
        id: isNumbered ? written.length + 1 : undefined,
        image_id: isNumbered ? 1 : undefined,
        category_id: idOf(facts),
        ...drawing,
        iscrowd: isCrowd(annotation) ? 1 : 0,
        score: annotation.confidence,
        attributes: flatAttributes(annotation.attributes, {
          track_id: annotation.track,
          rotation: degrees(annotation.shape),
        }),
      });
    }
    return written;
  };
}

function drawn(annotation: AnnotationOf<Held>, facts: ClassFacts, size: SizedUnit, segmentation: Segmentation) {
  const { shape } = annotation;
  if (!shape) return { omitted: [] };
  if (shape.kind === 'skeleton') return drawSkeleton(shape, facts.skeleton ?? noKeypoints, size);
  return draw(shape, size, isCrowd(annotation) ? 'rle' : segmentation);
}

const noKeypoints = { keypoints: [], edges: [] };

/**
 * Characters of all masks of a unit. A mask of few runs row by row may have thousands of times as many column by column,
 * and TransformLabel holds each character about eight times over, of 512 MB.
 */
const mostRunLengths = 24 * 1024 * 1024;

const runLengthsOf = ({ segmentation }: Partial<Drawing>): number =>
  segmentation && 'counts' in segmentation ? segmentation.counts.length : 0;

const tooManyRuns = ({ name }: Unit) =>
  new InvalidLabel(
    `The masks of ${name} must have at most ${mostRunLengths} characters in COCO's run-length code, but have more. Smooth them on the platform, or leave "coco" out of the route.`,
  );

const degrees = (shape: AnnotationOf<Held>['shape']): number | undefined =>
  shape?.kind === 'box' && shape.rotationDegrees !== 0 ? shape.rotationDegrees : undefined;
