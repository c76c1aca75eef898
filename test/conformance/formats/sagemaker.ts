import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemble, gatherClasses, gatherPieces } from '../../../lib/formats/data-set.ts';
import { formats } from '../../../lib/formats/formats.ts';
import { unitPath } from '../../../lib/formats/unit-path.ts';
import type { Label } from '../../../lib/label/label.ts';

/** One manifest of all cases; each unit's image has the name `<number of the case>/<unit's id>/…`. */
export async function writeSageMaker(folder: string, labels: readonly Label[]): Promise<void> {
  const { sagemaker } = formats;
  const options = sagemaker.Options.parse({ images: 's3://my-images/' });
  const gathered = gatherClasses();
  for (const { categories } of labels) gathered.add(categories);
  const [file] = sagemaker.whole({ classes: gathered.classes, splits: [] }, options);
  if (!file) throw new TypeError('SageMaker must have a manifest of a whole data set.');
  const classes = new Map(gathered.classes.map(({ name, number }) => [name, number]));
  const gather = gatherPieces([file]);
  const texts = labels.flatMap((label, number) => {
    const units = label.units.map(({ sourceUri: _, ...unit }) => ({
      ...unit,
      name: `${number}/${unit.id}/${unitPath(unit)}.png`,
    }));
    const context = { classes, labelName: `label-${number}`, document: {}, dataSet: { splitOf: () => undefined } };
    return gather(sagemaker.write({ ...label, units }, options, context).pieces ?? []).map(({ text }) => text);
  });
  mkdirSync(join(folder, 'sagemaker'));
  await writeFile(join(folder, 'sagemaker', file.path), assemble(file, { batches: 1, read: () => texts }));
}
