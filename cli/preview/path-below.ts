import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { Label } from '../../lib/label/label.ts';

/**
 * The path of a file below its tree, as the format's reader takes it. The tree is a folder that is named like it (in a copy of
 * the bucket, two more are below it: the connection and the project); without one, it ends above the folders that the format makes.
 */
export function pathBelow(file: string, { format, options }: ChosenFormat): string {
  const segments = file.split(/[\\/]/).filter((segment) => !['', '.', '..'].includes(segment));
  const folders = foldersOf({ format, options });
  const isStart = (index: number) => folders.length === 0 || folders.includes(segments[index] ?? '');
  const inTree = segments
    .flatMap((segment, index) => (segment === format.nameOf(options) ? [index] : []))
    .map((index) => index + (segments[index - 1] === 'exports' ? 3 : 1));
  const start =
    inTree.findLast(isStart) ?? (folders.length > 0 ? segments.findLastIndex((_, index) => isStart(index)) : -1);
  return segments.slice(start).join('/');
}

/** The names of the folders in which the format writes the file of a unit, such as `labels`. */
function foldersOf({ format, options }: ChosenFormat): string[] {
  const { files } = format.write(emptyLabel, options, { classes: new Map(), labelName: 'label', document: undefined });
  return files
    .filter(({ namedAfter }) => namedAfter === 'unit')
    .flatMap(({ path }) => (path.includes('/') ? path.split('/').slice(0, 1) : []));
}

const emptyLabel = Label.parse({
  schema: 1,
  source: { platform: 'none', project: 'none', label: 'none', revision: 0, updatedAt: '1970-01-01T00:00:00.000Z' },
  categories: [],
  units: [{ id: 'unit', name: 'unit.jpg', media: 'image', width: 1, height: 1 }],
  annotations: [],
});
