import type { Unit } from '../../label/label.ts';
import type { ClassFacts, WholeFile } from '../format.ts';
import { end, lines, oneItemALine } from '../item-lines.ts';
import { templateOf } from './keypoints.ts';

/**
 * Ids begin at 1: evaluators take an annotation 0 for "no match" (https://github.com/cocodataset/cocoapi/pull/332), and
 * many trainers a category 0 for the background.
 */
export const idOf = ({ number }: Pick<ClassFacts, 'number'>) => number + 1;

export const categoriesOf = (classes: readonly ClassFacts[]) =>
  classes
    .map((facts) => ({
      id: idOf(facts),
      name: facts.name,
      supercategory: facts.parent ?? facts.name,
      ...(facts.skeleton ? templateOf(facts.skeleton) : {}),
    }))
    .sort((one, other) => one.id - other.id);

export const imageOf = ({ width, height, sourceUri }: Unit, picture: string) => ({
  width,
  height,
  file_name: picture,
  ...(sourceUri === undefined ? {} : { coco_url: sourceUri }),
});

/** As COCO's own are called: `annotations/instances_train.json`. */
export const instancesPath = (split: string | undefined) =>
  `annotations/instances${split === undefined ? '' : `_${split}`}.json`;

/** The file of all images of a split, or of a data set without splits, laid out like that of one image. */
export function instancesFile(split: string | undefined, classes: readonly ClassFacts[]): WholeFile {
  const head = oneItemALine({ info: { description: split ?? 'all images' }, licenses: [] });
  const between = ',\n';
  return {
    path: instancesPath(split),
    contentType: 'application/json',
    parts: [
      { text: `${head.slice(0, -end.length)},\n"images": [\n` },
      { stream: 'images', between, number: { as: 'id' } },
      { text: `\n],\n"categories": ${lines(categoriesOf(classes))},\n"annotations": [\n` },
      { stream: 'annotations', between, number: { as: 'id', refers: { as: 'image_id', to: 'images' } } },
      { text: `\n]${end}` },
    ],
  };
}
