import type { OmissionCount } from '../../lib/contracts/payloads.ts';
import { printable } from '../../lib/contracts/printable.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import { wrapped } from '../terminal.ts';
import type { AwsLinks } from './aws-links.ts';
import type { UnderWay } from './events-under-way.ts';
import { noVersions, type RevisionLine, revisionTime, shortCommit } from './revision-line.ts';
import type { Exported, TracedFile, TracedLabel } from './traced-label.ts';

/** All that is known of one label. */
export type Trace = {
  readonly traced: TracedLabel;
  readonly exported?: Exported | undefined;
  readonly underWay: UnderWay;
  readonly letters: readonly HeldLetter[];
  /** Undefined where nothing was ever exported. */
  readonly revisions?: Revisions | undefined;
  /** Undefined on this machine. */
  readonly links?: AwsLinks | undefined;
};

/** The revisions that were exported and are still in the bucket, the newest first. */
export type Revisions = {
  readonly exported: readonly RevisionLine[];
  readonly keepsVersions: boolean;
  /** Commits of the record that were not looked at, or that cannot be read. */
  readonly notRead: number;
  /** Why they could not be listed. */
  readonly problem?: string;
};

const indent = 17;

type Context = {
  /** What a command about the same deployment ends with: ` --stage prod`. */
  readonly at: string;
  /** Columns of the terminal; undefined where no line is broken. */
  readonly width: number | undefined;
};

/** One line a fact; long ones go on below themselves. */
type Fact = readonly [name: string, value: string];

export function traceText(
  { traced, exported, underWay, letters, revisions, links }: Trace,
  { at, width }: Context,
): string {
  const { connection, project, label } = traced;
  const whose = [connection, project === undefined ? undefined : `project ${project}`].filter((part) => part);
  return [
    printable(`${label}${whose.length > 0 ? `  (${whose.join(', ')})` : ''}`),
    ...[
      ...(exported ? exportedLines(exported) : [fact('in the bucket', 'nothing: it was never exported')]),
      ...(revisions ? revisionLines(revisions) : []),
      ...underWayLines(underWay),
      ...letters.flatMap((letter) => letterLines(letter, at)),
      ...(links ? linkLines(links) : []),
    ].map(([name, value]) => `  ${name.padEnd(indent - 2)}${wrapped(printable(value), indent, width)}`),
  ].join('\n');
}

const fact = (name: string, value: string): Fact => [name, value];
const more = (value: string): Fact => ['', value];

const standings: Readonly<Record<TracedFile['standing'], string>> = {
  there: '',
  changed: '  ← somebody else has written other bytes there',
  missing: '  ← is not there any more',
};

function exportedLines({ record, files }: Exported): Fact[] {
  const { status, revision, state, writtenAt, writtenBy, omitted, failure, notTaken, leaving, unsettled } = record;
  const what = {
    exported: `exported, revision ${revisionTime(revision)}${state === undefined ? '' : `, ${state}`}`,
    deleted: `deleted with the label, revision ${revisionTime(revision)}`,
    failed: 'nothing: it was never exported',
    'not-taken': `nothing: the route does not take labels that are ${notTaken?.state ?? state ?? 'like this'}`,
  }[status];
  return [
    fact('in the bucket', `${what}; written ${writtenAt} by ${writtenBy}`),
    ...files.map(({ key, standing }) => more(`${key}${standings[standing]}`)),
    ...(omitted.length > 0 ? [fact('left out', omitted.map(omissionText).join(' · '))] : []),
    ...(failure ? [fact('given up', `${failure.error} at ${failure.at}: ${failure.message}`)] : []),
    ...(notTaken && status === 'exported'
      ? [fact('not taken', `revision ${revisionTime(notTaken.revision)}, which the route does not take as it is`)]
      : []),
    ...(leaving ? [fact('leaving', `the platform has not shown it since ${leaving.since}`)] : []),
    ...(unsettled ? [fact('in doubt', 'the platform may have hidden an edit: the next comparison looks again')] : []),
  ];
}

const omissionText = ({ format, code, detail, count }: OmissionCount): string =>
  [format, code, detail, count].filter((part) => part !== undefined && part !== '').join(' ');

function revisionLines({ exported, keepsVersions, notRead, problem }: Revisions): Fact[] {
  if (problem !== undefined) return [fact('revisions', `could not be looked at: ${problem}`)];
  const lines = exported.map(
    ({ revision, commit, state, writtenAt }): Fact =>
      more(
        [
          shortCommit(commit),
          revisionTime(revision),
          ...(state === undefined ? [] : [state]),
          `written ${writtenAt}`,
        ].join('  '),
      ),
  );
  const [first = more('none is left'), ...others] = lines;
  return [
    fact('revisions', first[1]),
    ...others,
    ...(notRead > 0 ? [more(`${notRead} more commits, which were not read`)] : []),
    ...(keepsVersions ? [] : [more(noVersions)]),
  ];
}

function underWayLines({ events, notLookedAt }: UnderWay): Fact[] {
  const lines = events.map(({ execution, since, event, attempt }) =>
    fact('under way', `execution ${execution} since ${since}, event ${event}, attempt ${attempt}`),
  );
  if (lines.length === 0) lines.push(fact('under way', 'in no execution that runs'));
  if (notLookedAt > 0) lines.push(more(`${notLookedAt} more executions run, which were not looked at`));
  return lines;
}

/** The keys are above: a file is not far from its record. */
function linkLines({ logs, objects, executions }: AwsLinks): Fact[] {
  const [record] = Object.values(objects);
  return [
    ...(record === undefined ? [] : [fact('record', record)]),
    ...Object.values(executions).map((address) => fact('execution', address)),
    fact('logs', logs),
  ];
}

const letterLines = ({ id, error, message, lastFailedAt }: HeldLetter, at: string): Fact[] => [
  fact('dead letter', `${error} at ${lastFailedAt}: ${message}`),
  more(`→ npx labelwire dlq show ${id.slice(0, 8)}${at}`),
];
