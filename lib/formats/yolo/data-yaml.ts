import type { Options } from './options.ts';

/**
 * What Ultralytics is pointed at: where the images are, and which number is which class. No `path`: only without one is
 * the file's own folder the root, a relative one is looked for below the working directory and Ultralytics' own settings
 * (https://github.com/ultralytics/ultralytics/pull/20607).
 */
export function dataYaml(classes: readonly string[], { task, keypoints }: Options): string {
  const names = classes.map((name, number) => `  ${number}: ${quoted(name)}\n`).join('');
  const shape = task === 'pose' ? `kpt_shape: [${keypoints}, 3]\n` : '';
  return `train: images\nval: images\n${shape}names:${names ? `\n${names}` : ' {}\n'}`;
}

/**
 * A JSON string is a double-quoted YAML one, but for characters that YAML 1.1 reads as line breaks or not at all:
 * https://yaml.org/spec/1.1/#c-printable
 */
const quoted = (name: string) =>
  JSON.stringify(name).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
