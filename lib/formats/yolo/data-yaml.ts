import type { ClassFacts } from '../format.ts';
import type { Options } from './options.ts';

/**
 * What Ultralytics is pointed at: where the images of each split are, or the folder of all, and which number is which class. No `path`: only without one is
 * the file's own folder the root, a relative one is looked for below the working directory and Ultralytics' own settings
 * (https://github.com/ultralytics/ultralytics/pull/20607).
 */
export function dataYaml(
  classes: readonly Pick<ClassFacts, 'name'>[],
  splits: readonly string[],
  { task, keypoints }: Pick<Options, 'task' | 'keypoints'>,
): string {
  const [first] = splits;
  // Ultralytics refuses a file without either.
  const lists = new Map(['train', 'val'].map((key) => [key, first === undefined ? 'images' : listOf(first)]));
  for (const split of splits) lists.set(split, listOf(split));
  const pictures = [...lists].map(([key, list]) => `${key}: ${list}\n`).join('');
  const shape = task === 'pose' ? `kpt_shape: [${keypoints}, 3]\n` : '';
  const names = classes.map(({ name }, number) => `  ${number}: ${quoted(name)}\n`).join('');
  return `${pictures}${shape}names:${names ? `\n${names}` : ' {}\n'}`;
}

/** The list of the pictures of a split, one path a line. */
export const listOf = (split: string) => `${split}.txt`;

/**
 * A JSON string is a double-quoted YAML one, but for characters that YAML 1.1 reads as line breaks or not at all:
 * https://yaml.org/spec/1.1/#c-printable
 */
const quoted = (name: string) =>
  JSON.stringify(name).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
