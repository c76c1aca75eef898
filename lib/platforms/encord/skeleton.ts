import type { Keypoint, Shape, Visibility } from '../../label/label.ts';
import { type Fields, invalidAt, keyword, numberOf, type Spot, textIfAny, textOf } from './reading.ts';
import { type Scale, scaled } from './scale.ts';
import { verticesOf } from './vertices.ts';

/** As Encord's own COCO export has them; older rows have a flag of the same name instead. */
const visibilities: Readonly<Record<string, Visibility>> = {
  invisible: 0,
  occluded: 1,
  selfOccluded: 1,
  visible: 2,
};

export const skeletonOf = (fields: Fields, spot: Spot, scale: Scale): Shape => ({
  kind: 'skeleton',
  keypoints: verticesOf(fields, 'skeleton', spot).map(({ vertex, spot: at }): Keypoint => {
    const [x, y] = scaled(scale, numberOf(vertex, 'x', at), numberOf(vertex, 'y', at));
    return { name: textOf(vertex, 'name', at), x, y, visibility: visibilityOf(vertex, at) };
  }),
});

function visibilityOf(keypoint: Fields, spot: Spot): Visibility {
  const word =
    textIfAny(keypoint, 'visibility', spot) ??
    Object.keys(visibilities).find((flag) => keypoint[flag] === true) ??
    'visible';
  const visibility = Object.hasOwn(visibilities, word) ? visibilities[word] : undefined;
  if (visibility !== undefined) return visibility;
  throw invalidAt(spot.at('visibility'), `${keyword(word)} is not one of ${Object.keys(visibilities).join(', ')}`);
}
