import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import dota from '../../../lib/formats/dota/index.ts';
import type { Format } from '../../../lib/formats/format.ts';
import kitti from '../../../lib/formats/kitti/index.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import type { Label } from '../../../lib/label/label.ts';

const formats: readonly { readonly format: Format; readonly tree: string }[] = [
  { format: dota, tree: 'labelTxt' },
  { format: kitti, tree: 'label_2' },
];

/** What every choice of options of DOTA and KITTI writes of a label, below `folder`: its files by unit, and what it omits. */
export function writeRows(folder: string, label: Label) {
  const context = { classes: new Map<string, number>(), labelName: 'label', document: {} };
  const paths = [...unitPaths(label.units)];
  return formats.flatMap(({ format, tree }) =>
    format.cases.map((options) => {
      const parsed = format.Options.parse(options);
      const name = format.nameOf(parsed);
      const { files, omitted } = format.write(label, parsed, context);
      for (const { path, bytes } of files) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), bytes);
      }
      const written = new Set(files.map(({ path }) => path));
      const fileOf = paths
        .map(([unit, path]) => [unit, `${tree}/${path}.txt`] as const)
        .filter(([, path]) => written.has(path))
        .map(([unit, path]) => [unit, join(folder, name, path)]);
      return { name, format: format.id, omitted, files: Object.fromEntries(fileOf) };
    }),
  );
}
