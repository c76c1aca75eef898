import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Label } from '../lib/label/label.ts';
import { drawLabel } from '../lib/preview/preview.ts';
import { svgFile } from '../lib/preview/svg-file.ts';
import { root } from './generate.ts';

/** Units of the example of every medium, one picture each. */
const shown = ['image', 'video', 'audio', 'text', 'conversation', 'pointcloud'] as const;

const previewFile = (name: string): string => join(root, 'docs', 'previews', `${name}.svg`);

/** The pictures of docs/preview.md, drawn from an example. */
export function previewFiles(): [file: string, text: string][] {
  const example = join(root, 'lib', 'formats', 'canonical', 'examples', 'every-medium', 'label.json');
  const label = Label.parse(JSON.parse(readFileSync(example, 'utf8')));
  const drawings = drawLabel(label, () => undefined);
  return shown.map((media) => {
    const index = label.units.findIndex((unit) => unit.media === media);
    return [previewFile(media), svgFile(drawings.slice(index, index + 1))];
  });
}
