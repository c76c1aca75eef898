import type { Keypoint, Shape, Visibility } from '../../../label/label.ts';
import { type FieldPath, type Fields, invalidAt, numberIn, optionalTextIn, quoted, textIn } from '../../kit/fields.ts';
import { keys } from './known-keys.ts';
import { type Scale, scaled } from './scale.ts';
import { verticesOf } from './vertices.ts';

/** The numbers are those of Encord's own COCO export. Older rows have a flag of the same name instead of the word. */
const visibilities: Readonly<Record<string, Visibility>> = {
  invisible: 0,
  occluded: 1,
  selfOccluded: 1,
  visible: 2,
};

export const skeletonOf = (fields: Fields, path: FieldPath, scale: Scale): Shape => ({
  kind: 'skeleton',
  keypoints: verticesOf(fields, 'skeleton', path, keys.keypoint).map(({ vertex, path: at }): Keypoint => {
    const [x, y] = scaled(scale, numberIn(vertex, 'x', at), numberIn(vertex, 'y', at));
    return { name: textIn(vertex, 'name', at), x, y, visibility: visibilityOf(vertex, at) };
  }),
});

function visibilityOf(keypoint: Fields, path: FieldPath): Visibility {
  const word =
    optionalTextIn(keypoint, 'visibility', path) ??
    Object.keys(visibilities).find((flag) => keypoint[flag] === true) ??
    'visible';
  const visibility = Object.hasOwn(visibilities, word) ? visibilities[word] : undefined;
  if (visibility !== undefined) return visibility;
  throw invalidAt(
    path.at('visibility'),
    `must be one of ${Object.keys(visibilities).join(', ')}, but is ${quoted(word)}`,
  );
}
