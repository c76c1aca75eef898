import { objectsOf, type Release } from '../layout.ts';
import type { DescribedRelease } from './croissant.ts';

/** `README.md` of a release: what is in it, where it is from, and what it lacks, for whoever trains on it. */
export function dataCard(release: DescribedRelease): string {
  const { release: name, createdAt, labels, images, objects, classes, writtenBy } = release;
  const sections = [
    `# ${text(name)}`,
    `Frozen on ${createdAt.slice(0, 10)} by Labelwire ${text(writtenBy)}: what is in it never changes.`,
    counted({ labels, images, objects, classes: classes.length }),
    'What labels look like: [preview.html](preview.html) has drawings of some units of each split.',
    `## Sources\n\n${sourcesOf(release)}`,
    `## Formats\n\n${formatsOf(release)}`,
    `## Images and objects\n\n${countsTable(release)}`,
    `## What is not in it\n\n${omissionsOf(release)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

const figure = (count: number): string => count.toLocaleString('en-US');

/** Names are other people's: none of them may end a cell, begin a heading or be a link or markup. */
const text = (name: string): string =>
  name
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[\\`*_{}[\]<>#|&!~]/g, (character) => `&#${character.codePointAt(0)};`);

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** Only what there is some of. */
const counted = (counts: Readonly<Record<string, number>>): string =>
  bullets(Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${what}: ${figure(count)}`] : [])));

const taken = {
  newest: 'the newest label of each unit',
  'ground-truth': 'ground truth alone',
  all: 'every label of each unit',
} as const;

function sourcesOf({ input: { projects, labels, state, split } }: DescribedRelease): string {
  const groups = split?.list ? 'a list' : split?.by ? 'a part of the name of each unit' : 'the group of each unit';
  return bullets([
    ...projects.map(({ connection, project }) => `project ${text(project)} of ${text(connection)}`),
    `taken: ${taken[labels]}${state === undefined ? '' : `, at least ${state}`}`,
    ...(split ? [`split by ${groups}: ${split.shares.map((each) => `${each.name} ${each.share}`).join(', ')}`] : []),
  ]);
}

const formatsOf = ({ input: { formats } }: DescribedRelease): string =>
  bullets(
    formats.map(({ id, options }) => (options === undefined ? id : `${id}, options ${text(JSON.stringify(options))}`)),
  );

/** A row a class, a column a split. */
function countsTable({ splits, classes }: Pick<Release, 'splits' | 'classes'>): string {
  const columns = splits.length > 0 ? splits : [{ images: 0, objects: {} }];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(['Number', 'Class', ...columns.map(({ split }) => split ?? 'all')]),
    row(['---:', '---', ...columns.map(() => '---:')]),
    row(['', 'images', ...columns.map(({ images }) => figure(images))]),
    ...classes.map((name, number) =>
      row([String(number), text(name), ...columns.map((column) => figure(objectsOf(column, name)))]),
    ),
  ].join('\n');
}

function omissionsOf({ omitted, refused, leftOut, moved, conflicts, renamed, unusedNames }: DescribedRelease): string {
  const lines = counted({
    'labels of a unit of which another label is in it': leftOut.consensus,
    'labels that are not ground truth': leftOut.notGroundTruth,
    'labels whose work is not far enough': leftOut.state,
    'labels that the list of splits does not name': leftOut.notListed,
    'names of the list of splits that no unit of it has (release.json has them)': unusedNames?.count ?? 0,
    'labels that were refused, by all formats or by one (release.json says why)': refused.count,
    'labels that changed or were deleted while the release was built (release.json names them)': moved.count,
    'units that share their name with another, so that their paths end in an id': renamed,
  });
  const ofFormats = omitted.map(({ format, code, detail, count }) => {
    const what = detail === undefined ? code : `${code}: ${detail}`;
    return `${text(format)} has no place for: ${text(what)} (${figure(count)})`;
  });
  const ofClasses = conflicts.map(
    ({ class: name, differs }) => `${text(name)} has another ${differs} in another label`,
  );
  return (
    [lines, bullets([...ofFormats, ...ofClasses])].filter((part) => part !== '').join('\n') || 'Nothing was left out.'
  );
}
