import { printable } from '../../lib/contracts/printable.ts';
import { counted, figure } from '../sync/run-text.ts';
import { type ChosenFiles, formatOf } from './chosen-files.ts';
import { type PictureCounts, reportName } from './pull-pictures.ts';
import type { Pulled } from './pull-release.ts';

const mostNamed = 10;

export function pulledJson({ out, description, chosen, counts, pictures, replaced }: Pulled) {
  const { release, createdAt, manifestSha256 } = description;
  return {
    release,
    createdAt,
    manifestSha256,
    out,
    ...counts,
    replaced,
    renamed: renamedFiles(chosen),
    images: pictures ?? null,
  };
}

export function pulledText(pulled: Pulled, seconds: number): string {
  const { out, description, chosen, counts, pictures, replaced } = pulled;
  const { release, createdAt, labels, images, classes } = description;
  const trees = Map.groupBy(chosen.files.keys(), (path) => formatOf(path) ?? '');
  const width = Math.max(...[...trees.keys()].map((tree) => tree.length));
  const renamed = renamedFiles(chosen).map(({ path, name }) => `${path} → ${name}`);
  const lines = [
    `${counted(counts.files, 'file')} (${bytesText(counts.bytes)}) of the release ${release} in ${out}/ (${seconds.toFixed(1)} s)`,
    ...[...trees]
      .filter(([tree]) => tree !== '')
      .map(([tree, paths]) => `  ${tree.padEnd(width)}  ${counted(paths.length, 'file')}`),
    `The release was created at ${createdAt}: ${counted(labels, 'label')}, ${counted(images, 'image')}, ${figure(classes.length)} ${classes.length === 1 ? 'class' : 'classes'}.`,
    ...(counts.kept > 0 ? [`${figure(counts.kept)} were whole already, and not fetched again.`] : []),
    ...(pictures ? picturesText(pictures, out) : []),
    ...section('Replaced, because they had other bytes than the release', replaced),
    ...section('Under another name, because not every file system takes theirs beside the others', renamed),
  ];
  return lines.map(printable).join('\n');
}

function picturesText({ pictures, kept, notFetched }: PictureCounts, out: string): readonly string[] {
  return [
    `${counted(pictures, 'picture')}, where the formats look for them${kept > 0 ? `; ${figure(kept)} were there already` : ''}.`,
    ...(notFetched > 0 ? [`${counted(notFetched, 'picture')} not fetched: ${out}/${reportName} says why.`] : []),
  ];
}

/** `1.5 GB`: in powers of 1,000. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1_000 ** power).toFixed(1)} ${units[power]}`;
}

const renamedFiles = ({ files }: ChosenFiles) =>
  [...files.values()].filter(({ path, name }) => path !== name).map(({ path, name }) => ({ path, name }));

function section(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length > mostNamed ? [`  and ${figure(items.length - mostNamed)} more (--json lists them)`] : [];
  return [`${title}: ${figure(items.length)}`, ...items.slice(0, mostNamed).map((item) => `  ${item}`), ...rest];
}
