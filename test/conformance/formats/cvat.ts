import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import cvat from '../../../lib/formats/cvat/index.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import type { Label } from '../../../lib/label/label.ts';

/** What is written of a label, below `folder`: its files by unit, and what it omits. */
export function writeCvat(folder: string, label: Label, classes: readonly string[]) {
  const context = { classes: new Map(classes.map((name, number) => [name, number])), labelName: 'label', document: {} };
  const below = join(folder, 'cvat');
  const { files, omitted } = cvat.write(label, cvat.Options.parse({}), context);
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), bytes);
  }
  const written = new Set(files.map(({ path }) => path));
  const fileOf = [...unitPaths(label.units)]
    .map(([unit, path]) => [unit, `annotations/${path}.xml`] as const)
    .filter(([, path]) => written.has(path))
    .map(([unit, path]) => [unit, join(below, path)]);
  return { omitted, files: Object.fromEntries(fileOf) as Record<string, string> };
}
