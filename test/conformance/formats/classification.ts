import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formats } from '../../../lib/formats/formats.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import { categoryKindOf, type Label } from '../../../lib/label/label.ts';

/** The line of each unit that has one, and what it was made of: the answers about the whole unit. */
export function writeClassification(folder: string, label: Label): readonly object[] {
  const { files } = formats.classification.write(label, {}, { classes: new Map(), labelName: 'label', document: {} });
  const root = join(folder, 'classification');
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  const written = new Set(files.map(({ path }) => path));
  const paths = unitPaths(label.units);
  return label.units.flatMap(({ id, name, media, text }) => {
    const path = `${paths.get(id)}.jsonl`;
    const answers = label.annotations.filter(
      (any) => any.unit === id && any.at.kind === 'whole' && categoryKindOf(any) === 'classification',
    );
    const isObject = label.annotations.some((any) => any.unit === id && categoryKindOf(any) === 'object');
    return [{ name, media, text, answers, isObject, path: written.has(path) ? join(root, path) : null }];
  });
}
