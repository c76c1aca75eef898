import { createHash } from 'node:crypto';

const longestName = 180; // S3 keys end at 1,024 bytes; three names, a root and a file name must fit

/**
 * An id as part of a key or a file name: reversible, so two ids never share a name; case-safe, so they do not either
 * on a disk that ignores case. Lower-case letters, digits and `-` stay, every other byte is `_` and two hex digits.
 */
export function encodeId(id: string): string {
  let name = '';
  for (const byte of Buffer.from(id, 'utf8')) {
    const character = String.fromCharCode(byte);
    name += /[a-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }
  if (name.length <= longestName) return name;
  const digest = createHash('sha256').update(id).digest('hex');
  return `${name.slice(0, longestName - digest.length - 2)}_h${digest}`; // "_h" is not a hex escape, so no short id has it
}

/** A project of a connection: its labels, class map and trees are apart from those of every other. */
export type Project = { readonly connection: string; readonly project: string };
type LabelName = Project & { readonly label: string };

const projectPath = ({ connection, project }: Project) => `${connection}/${encodeId(project)}`;

const digestOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** Every key below the bucket's optional prefix, which store/ puts in front. */
export const keys = {
  records: (project: Project) => `records/${projectPath(project)}/`,
  record: (label: LabelName) => `records/${projectPath(label)}/${encodeId(label.label)}.json`,
  classes: (project: Project) => `classes/${projectPath(project)}.json`,
  /** No project's class map has this key: an encoded id has no dot. */
  givenClasses: (project: Project) => `classes/${projectPath(project)}.given.json`,
  /** `root` is a format's own: `exports/yolo`, `labels`, `native`. */
  tree: (root: string, project: Project) => `${root}/${projectPath(project)}/`,
  /** Labels that want a file name which another label has: one object each below it. */
  claims: (project: Project, key: string) => `units/${projectPath(project)}/names/${digestOf(key)}/`,
  /** The labels of a data unit: one object each below it. */
  labelsOf: (project: Project, dataUnit: string) => `units/${projectPath(project)}/labels/${digestOf(dataUnit)}/`,
  /** Labels whose content is in doubt (`LabelRecord.unsettled`): one object each below it. */
  unsettled: (project: Project) => `units/${projectPath(project)}/unsettled/`,
  /** The canonical labels of a project, which releases are made of. */
  labels: (project: Project) => `labels/${projectPath(project)}/`,
  staging: (name: string) => `staging/${name}`,
  /** A folder a release. */
  releases: 'releases/',
  /** A frozen data set: its files, and what is written down of it. */
  release: (release: string, name = '') => `releases/${release}/${name}`,
  /** What one build keeps for its own steps. `part` counts from 0. */
  releaseWork: (run: string, name: string, part: number) =>
    `staging/releases/${run}/${name}/${String(part).padStart(6, '0')}.jsonl`,
  /** What one run of sync notes: of the run as a whole, and page by page of each project. */
  syncRun: (run: string, name: string) => `sync/runs/${encodeId(run)}/${name}.json`,
  syncPage: (run: string, project: string, page: number) =>
    `sync/runs/${encodeId(run)}/${encodeId(project)}/${String(page).padStart(6, '0')}.json`,
  /** Up to when a project is reconciled. */
  syncedUntil: (project: Project) => `sync/projects/${projectPath(project)}.json`,
  /** The mark of an execution that ended badly, once it has been taken care of. */
  rescued: (execution: string) => `rescued/${encodeId(execution)}`,
} as const;

/**
 * Where the ending of a file's name begins; the length of the path where it has none. `.nii.gz` is one ending: what unpacks
 * the file looks at its last part, what reads it at both.
 */
export function endingAt(path: string): number {
  const ofTwoParts = path.search(/\.[a-z][a-z0-9]{0,7}\.gz$/i);
  const start = ofTwoParts < 0 ? path.lastIndexOf('.') : ofTwoParts;
  return start > path.lastIndexOf('/') ? start : path.length;
}

/** `street/1.txt` → `street/1--<label>.txt`: the name for a label whose unit's name another label has already. */
export function alternativeKey(key: string, label: string): string {
  const end = endingAt(key);
  return `${key.slice(0, end)}--${encodeId(label)}${key.slice(end)}`;
}

type NamedEvent = {
  readonly id: string;
  readonly label?: string | undefined;
  readonly dataUnit?: string | undefined;
  readonly listing?: string | undefined;
  readonly attempt: number;
};

/**
 * The same group of events always gets the same name, so that a second start of it is refused by Step Functions.
 * At most 80 characters of [0-9A-Za-z-_]: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionName(group: Project & { readonly events: readonly NamedEvent[] }): string {
  const parts = group.events
    .map(({ id, label = null, dataUnit = null, listing, attempt }) =>
      JSON.stringify([id, label, dataUnit, attempt, ...(listing === undefined ? [] : [listing])]),
    )
    .sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([group.connection, group.project, parts]))
    .digest('hex');
  return `${group.connection}-${digest.slice(0, 40)}`;
}
