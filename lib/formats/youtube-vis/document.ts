import type { ClassFacts, WholeFile } from '../format.ts';
import { end, lines, oneItemALine } from '../item-lines.ts';
import type { SizedUnit } from '../visible-parts.ts';

/** Ids begin at 1, as in the files of YouTube-VIS. */
export const idOf = ({ number }: Pick<ClassFacts, 'number'>) => number + 1;

export const categoriesOf = (classes: readonly ClassFacts[]) =>
  classes
    .map((facts) => ({ id: idOf(facts), name: facts.name, supercategory: facts.parent ?? facts.name }))
    .sort((one, other) => one.id - other.id);

export const videoOf = ({ width, height }: SizedUnit, pictures: readonly string[]) => ({
  width,
  height,
  length: pictures.length,
  file_names: pictures,
});

export const instancesPath = (split: string | undefined) =>
  `annotations/instances${split === undefined ? '' : `_${split}`}.json`;

/** The file of all videos of a split, or of a data set without splits, laid out like that of one video. */
export function instancesFile(split: string | undefined, classes: readonly ClassFacts[]): WholeFile {
  const head = oneItemALine({ info: { description: split ?? 'all videos' }, licenses: [] });
  const between = ',\n';
  return {
    path: instancesPath(split),
    contentType: 'application/json',
    parts: [
      { text: `${head.slice(0, -end.length)},\n"videos": [\n` },
      { stream: 'videos', between, number: { as: 'id' } },
      { text: `\n],\n"categories": ${lines(categoriesOf(classes))},\n"annotations": [\n` },
      { stream: 'annotations', between, number: { as: 'id', refers: { as: 'video_id', to: 'videos' } } },
      { text: `\n]${end}` },
    ],
  };
}
