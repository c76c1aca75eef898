import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import voc from '../../../lib/formats/pascal-voc/index.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import type { Label } from '../../../lib/label/label.ts';

/** What every choice of options writes of a label, below `folder`: its files by unit, and what it omits. */
export function writePascalVoc(folder: string, label: Label, classes: readonly string[]) {
  const context = { classes: new Map(classes.map((name, number) => [name, number])), labelName: 'label', document: {} };
  const paths = unitPaths(label.units);
  return voc.cases.map((options) => {
    const parsed = voc.Options.parse(options);
    const below = join(folder, voc.nameOf(parsed));
    const { files, omitted } = voc.write(label, parsed, context);
    for (const { path, bytes } of [...files, ...voc.collect(classes, parsed)]) {
      mkdirSync(dirname(join(below, path)), { recursive: true });
      writeFileSync(join(below, path), bytes);
    }
    const written = new Set(files.map(({ path }) => path));
    const fileOf = Object.fromEntries(
      [...paths]
        .map(([unit, path]) => [unit, `Annotations/${path}.xml`] as const)
        .filter(([, path]) => written.has(path))
        .map(([unit, path]) => [unit, join(below, path)]),
    );
    return { name: voc.nameOf(parsed), options: parsed, omitted, files: fileOf, labelMap: join(below, 'labelmap.txt') };
  });
}
