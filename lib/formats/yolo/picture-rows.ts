import { InvalidLabel } from '../../contracts/errors.ts';
import type { Unit } from '../../label/label.ts';
import type { FormatContext } from '../format.ts';
import type { Report } from '../reporter.ts';
import type { BoxedKind } from '../upright-box.ts';
import type { Picture } from '../video-frames.ts';
import { isSized } from '../visible-parts.ts';
import { keypointsRow } from './keypoints-row.ts';
import type { Options } from './options.ts';
import { boxRow, orientedRow, outlineRow, type Row } from './row.ts';

/** The rows of pictures in turn; undefined where the size of one is not known. A negative needs no size: its file is empty. */
export function pictureRows(
  classOf: FormatContext['classOf'],
  { task, keypoints }: Options,
  report: Report,
): (picture: Picture<BoxedKind>) => readonly string[] | undefined {
  const characters = new Map<string, number>(); // of all rows of a unit so far
  return (picture) => {
    const { unit } = picture;
    const drawn = picture.annotations.filter(({ shape }) => shape);
    if (drawn.length === 0) return [];
    if (!isSized(unit)) return undefined;
    return drawn.flatMap((annotation) => {
      const { category, shape } = annotation;
      if (!shape) return [];
      const facts = classOf(category);
      const { text, omitted }: Row =
        task === 'pose' ? keypointsRow(facts, shape, unit, keypoints) : rowOf[task](facts, shape as never, unit);
      report(picture, annotation, omitted);
      const sum = (characters.get(unit.id) ?? 0) + (text?.length ?? 0);
      if (sum > mostCharacters) throw tooLong(unit);
      characters.set(unit.id, sum);
      return text === undefined ? [] : [text];
    });
  };
}

const rowOf = { detect: boxRow, segment: outlineRow, obb: orientedRow };

/** Of all rows of a unit: masks of noise have millions of corners, and TransformLabel has 512 MB. */
const mostCharacters = 32 * 1024 * 1024;

const tooLong = ({ name }: Unit) =>
  new InvalidLabel(
    `The outlines of ${name} must have at most ${mostCharacters} characters as rows of YOLO, but have more. Smooth them on the platform, or leave "yolo" with the task "segment" out of the route.`,
  );
