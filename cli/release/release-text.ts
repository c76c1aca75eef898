import { printable } from '../../lib/contracts/printable.ts';
import { objectsOf, type Release } from '../../lib/release/layout.ts';
import type { StandingRelease } from '../../lib/release/standing.ts';
import type { BuildStatus } from './api.ts';

export type Status = 'released' | 'building' | 'failed';

/** A build that ended without a word was stopped, ran out of time, or was never started. */
export const statusOf = ({ release, failure }: StandingRelease, execution: BuildStatus | undefined): Status =>
  release ? 'released' : !failure && execution === 'RUNNING' ? 'building' : 'failed';

export type ListedRelease = StandingRelease & { readonly status: Status };

const figure = (count: number): string => count.toLocaleString('en');
const counted = (count: number, what: string, plural = `${what}s`): string =>
  `${figure(count)} ${count === 1 ? what : plural}`;

/** One line a release, in columns. */
export function listText(listed: readonly ListedRelease[]): string {
  const rows = listed.map(({ name, status, release, build }) => [
    name,
    status,
    (release?.createdAt ?? build?.startedAt ?? '').slice(0, 16).replace('T', ' '),
    release ? counted(release.labels, 'label') : '',
    release ? counted(release.images, 'image') : '',
    formatNames(release?.input ?? build?.request),
  ]);
  return table([['release', 'status', 'created (UTC)', 'labels', 'images', 'formats'], ...rows]);
}

const formatNames = (request: Release['input'] | undefined): string =>
  request ? request.formats.map(({ id }) => id).join(', ') : '';

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => printable(cell).padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** All that a person wants to know of a release that is built. */
export function releaseText(release: Release, place: string): string {
  const { input, leftOut, moved, refused, conflicts, renamed, omitted, unusedNames } = release;
  const projects = input.projects.map(({ connection, project }) => `${connection}/${project}`).join(', ');
  const notices = [
    ...(leftOut.consensus > 0
      ? [`${counted(leftOut.consensus, 'label')} left out: another label of the same unit is in it`]
      : []),
    ...(leftOut.notGroundTruth > 0 ? [`${counted(leftOut.notGroundTruth, 'label')} left out: not ground truth`] : []),
    ...(leftOut.state > 0 ? [`${counted(leftOut.state, 'label')} left out: not ${input.state}`] : []),
    ...(leftOut.notListed > 0 ? [`${counted(leftOut.notListed, 'label')} left out: not in the list of splits`] : []),
    ...(renamed > 0 ? [`${counted(renamed, 'image')} with an id in the path, since others have the same name`] : []),
    ...(unusedNames
      ? [
          `${counted(unusedNames.count, 'name')} of the list of splits that no unit of it has: ${namesText(unusedNames)}`,
        ]
      : []),
    ...conflicts.map(({ class: name, differs }) => `class ${name}: the ${differs} is another one in other labels`),
    ...section(
      `${counted(moved.count, 'label')} changed while it was built`,
      moved,
      ({ label, how }) => `${label}: ${how}`,
    ),
    ...section(
      `${counted(refused.count, 'label')} refused`,
      refused,
      ({ label, format, message }) => `${label}${format === undefined ? '' : ` in ${format}`}: ${message}`,
    ),
    ...omittedText(omitted),
  ];
  return [
    `${release.release}: released ${release.createdAt}, of ${projects}`,
    `${counted(release.labels, 'label')}, ${counted(release.images, 'image')}, ${counted(release.objects, 'object')}, ${counted(release.classes.length, 'class', 'classes')}`,
    splitTable(release),
    `formats   ${formatNames(input)}; layout ${input.layout}`,
    `manifest  ${counted(release.manifestFiles, 'file')}, sha256 ${release.manifestSha256}`,
    `at        ${place}`,
    ...notices,
  ]
    .map((text) => text.split('\n').map(printable).join('\n'))
    .join('\n');
}

/** Quoted: a blank at the end of a name may be what is wrong with it. */
const namesText = ({ count, first }: NonNullable<Release['unusedNames']>): string => {
  const shown = first.slice(0, 3).map((name) => JSON.stringify(name));
  return [...shown, ...(count > shown.length ? ['…'] : [])].join(', ');
};

/** The most frequent first. */
function omittedText(omitted: Release['omitted']): readonly string[] {
  if (omitted.length === 0) return [];
  const lines = omitted
    .toSorted((one, other) => other.count - one.count)
    .slice(0, mostLines)
    .map(
      ({ format, code, detail, count }) =>
        `  ${figure(count)} × ${code}${detail === undefined ? '' : `: ${detail}`} (${format})`,
    );
  const more = omitted.length - lines.length;
  return [
    'omitted, because a format has no place for it',
    ...lines,
    ...(more > 0 ? [`  and ${counted(more, 'kind')} more (--json lists them)`] : []),
  ];
}

/** Images and objects, a line a split; of many classes the most frequent. */
function splitTable({ splits, classes }: Release): string {
  const totals = classes.map((name) => ({
    name,
    count: splits.reduce((sum, split) => sum + objectsOf(split, name), 0),
  }));
  const shown = totals.toSorted((one, other) => other.count - one.count).slice(0, mostColumns);
  const rows = splits.map(({ split = 'all', images, objects }) => [
    split,
    figure(images),
    ...shown.map(({ name }) => figure(objectsOf({ objects }, name))),
  ]);
  const more =
    classes.length > shown.length
      ? `\n(and ${counted(classes.length - shown.length, 'class', 'classes')} more: --json)`
      : '';
  return `${table([['split', 'images', ...shown.map(({ name }) => name)], ...rows])}${more}`;
}

const mostColumns = 8;
const mostLines = 10;

function section<Label>(
  title: string,
  { count, labels }: { count: number; labels: readonly Label[] },
  line: (label: Label) => string,
): readonly string[] {
  if (count === 0) return [];
  const more = count > mostLines ? [`  and ${figure(count - mostLines)} more (--json names up to a thousand)`] : [];
  return [title, ...labels.slice(0, mostLines).map((label) => `  ${line(label)}`), ...more];
}

/** Of a name whose release is not there. */
export function unfinishedText({ name, status, failure, build, damage }: ListedRelease, where: string): string {
  if (status === 'building') return `${name} is being built since ${build?.startedAt}.`;
  if (damage !== undefined) return printable(`${damage} npx labelwire release delete ${name}${where}`);
  const reason = failure
    ? `${failure.error}: ${failure.message}`
    : 'Its execution was stopped, ran out of time, or was never started.';
  return `${name} was not built. ${printable(reason)} Delete it, then create it again: npx labelwire release delete ${name}${where}`;
}
