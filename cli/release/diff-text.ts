import { printable } from '../../lib/contracts/printable.ts';
import type { ReleaseDiff } from '../../lib/release/diff.ts';
import type { DifferingLabel } from '../../lib/release/differing-labels.ts';
import { figure } from '../sync/run-text.ts';

const mostNamed = 10;

export function diffText({ releases, labels, images, files, classes, splits }: ReleaseDiff): string {
  const counts = [
    ['labels', labels.total, `${parts(labels)}, ${figure(labels.changed.count)} changed`],
    ['images', images.total, `${parts(images)}, ${figure(images.moved.count)} moved to another split`],
    [
      'files',
      files.total,
      `${figure(files.added)} added, ${figure(files.removed)} removed, ${figure(files.changed)} changed`,
    ],
  ] as const;
  const lines = [
    `${releases[0]} → ${releases[1]}`,
    ...counts.map(([what, total, text]) => `  ${what}  ${change(total)}: ${text}`),
    ...classesText(classes),
    ...splits.flatMap(splitText),
    ...listed('Labels added', named(labels.added)),
    ...listed('Labels removed', named(labels.removed)),
    ...listed('Labels changed', named(labels.changed)),
    ...listed('Images moved to another split', {
      count: images.moved.count,
      first: images.moved.first.map(({ path, from, to }) => `${path}: ${from ?? 'none'} → ${to ?? 'none'}`),
    }),
  ];
  return lines.map(printable).join('\n');
}

const change = ([before, after]: readonly [number, number]): string =>
  before === after ? figure(after) : `${figure(before)} → ${figure(after)}`;

const named = ({ count, first }: ReleaseDiff['labels']['added']) => ({ count, first: first.map(labelText) });

const labelText = ({ connection, project, label }: DifferingLabel): string => `${label} of ${connection}/${project}`;

type Counted = { readonly count: number };

const parts = ({ added, removed }: { readonly added: Counted; readonly removed: Counted }): string =>
  `${figure(added.count)} added, ${figure(removed.count)} removed`;

function classesText({ added, removed, renumbered }: ReleaseDiff['classes']): readonly string[] {
  const changes = [
    ...added.map((name) => `${name} added`),
    ...removed.map((name) => `${name} removed`),
    ...renumbered.map(({ class: name, from, to }) => `${name} has the number ${to} instead of ${from}`),
  ];
  return [`  classes  ${changes.length === 0 ? 'the same' : changes.join(', ')}`];
}

function splitText({ split, images, objects }: ReleaseDiff['splits'][number]): readonly string[] {
  const classes = Object.entries(objects).filter(([, [before, after]]) => before !== after);
  return [
    `  ${split === null ? 'in no split' : `split ${split}`}  images ${change(images)}`,
    ...classes.map(([name, counts]) => `    ${name}  ${change(counts)}`),
  ];
}

function listed(title: string, { count, first }: { readonly count: number; readonly first: readonly string[] }) {
  if (count === 0) return [];
  const rest = count > mostNamed ? [`  and ${figure(count - mostNamed)} more (--json names more)`] : [];
  return [`${title}:`, ...first.slice(0, mostNamed).map((name) => `  ${name}`), ...rest];
}
