import * as z from 'zod/mini';
import { ReleaseRequest } from '../contracts/release.ts';

/**
 * What lies below `releases/<name>/`, as whoever reads a release finds it. Lines are JSON. Paths are relative to it, and sorted
 * by their UTF-16 code units.
 */
export const releaseFiles = {
  /** The commit point: written last, if absent. */
  release: 'release.json',
  manifest: 'manifest.jsonl',
  /** Only with the layout `shards`. */
  shards: 'shards.jsonl',
  images: 'images.jsonl',
  /** Who builds it: written if absent, and there until the release is deleted. */
  build: 'build.json',
  /** Only of a build that failed. */
  failure: 'failure.json',
  /** The split list of the user's own. */
  splitList: '_split-list/list.tsv',
  /** The canonical labels as they were when it was built, a line a label. */
  labels: (batch: number): string => `labels/${String(batch).padStart(6, '0')}.jsonl`,
} as const;

/** Of a picture, by its unit's path with the ending of its name: where formats with one folder of pictures name it. */
export const imagePath = (picture: string): string => `images/${picture}`;

const name = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Only in a release of several projects, which may have labels of one id; else `input.projects` of the release says it. */
const projectOfLabel = { connection: z.optional(name), project: z.optional(name) };

/**
 * A line of `manifest.jsonl`: a file of the data set, unpacked. It is the same for the layouts `files` and `shards`, and
 * whatever the size of the batches was.
 */
export const ManifestLine = z.object({
  path: name,
  sha256,
  bytes: count,
  ...projectOfLabel,
  /** The label's id and revision (microseconds since 1970); absent for a file of the whole data set. */
  label: z.optional(name),
  revision: z.optional(count),
  split: z.optional(name),
});
export type ManifestLine = z.infer<typeof ManifestLine>;

/**
 * A line of `shards.jsonl`: a tar file of files of units, each under its path of the manifest. `format`: the tree that they are
 * in, such as `yolo-boxes`; `split`: of a tree of one split.
 */
export const ShardLine = z.object({
  path: name,
  sha256,
  bytes: count,
  format: name,
  split: z.optional(name),
  files: count,
});
export type ShardLine = z.infer<typeof ShardLine>;

/** A line of `images.jsonl`: a unit of the release. Width and height are pixels. */
export const ImageLine = z.object({
  /** `imagePath` */
  path: name,
  split: z.optional(name),
  ...projectOfLabel,
  label: name,
  /** Of the label, in microseconds since 1970. */
  revision: count,
  unit: name,
  /** Where the platform has the picture from, as it says it; null where it does not. */
  uri: z.nullable(z.string()),
  width: z.optional(count),
  height: z.optional(count),
});
export type ImageLine = z.infer<typeof ImageLine>;

/** Labels of one kind: all of them counted, the first thousand by name. */
const Labels = <Extra extends z.core.$ZodShape>(extra: Extra) =>
  z.object({
    count,
    labels: z.array(z.object({ connection: name, project: name, label: name, ...extra })),
  });

/** `release.json` */
export const Release = z.object({
  schema: z.literal(1),
  release: name,
  /** When its build was started. */
  createdAt: z.iso.datetime(),
  input: ReleaseRequest,
  /** Of the execution that built it. */
  run: name,
  /** The version of Labelwire that built it. */
  writtenBy: name,
  labels: count,
  images: count,
  /** Objects of all classes. */
  objects: count,
  /** By split; one without a name where there are no splits. */
  splits: z.array(
    z.object({
      split: z.optional(name),
      images: count,
      /** Objects by class. */
      objects: z.record(z.string(), count),
    }),
  ),
  /** `classes[n]` is class n. */
  classes: z.array(name),
  manifestSha256: sha256,
  manifestFiles: count,
  /** Files that describe the release, its name and time among what they say, so that the manifest has none of them. */
  documents: z.optional(z.array(z.object({ path: name, sha256, bytes: count }))),
  /** Classes that several labels or projects describe differently; the first description is in the files. */
  conflicts: z.array(z.object({ class: name, differs: z.enum(['skeleton', 'parent', 'color']) })),
  /** Changed or deleted while it was built, and not to be had any more as they were when it began. */
  moved: Labels({ how: z.enum(['changed', 'deleted']) }),
  /** Not in the release, or not in one format of it. */
  refused: Labels({ format: z.optional(name), error: name, message: z.string() }),
  /** Labels that were left out by what was asked for. */
  leftOut: z.object({
    /** Another label of the unit is in it. */
    consensus: count,
    notGroundTruth: count,
    /** Not so far as `state` asks for. */
    state: count,
    /** Not in the user's list of splits. */
    notListed: count,
  }),
  /** Names of the user's list of splits that no unit of the release has: all of them counted, the first thousand said. */
  unusedNames: z.optional(z.object({ count, first: z.readonly(z.array(name)) })),
  /** Units whose name several units have: each has an id of 16 characters in its path. */
  renamed: count,
  omitted: z.array(z.object({ format: name, code: name, detail: z.optional(z.string()), count })),
});
export type Release = z.infer<typeof Release>;

/** How many objects of a class a split has; a class may be called `constructor`, which every object has. */
export const objectsOf = ({ objects }: Pick<Release['splits'][number], 'objects'>, name: string): number =>
  Object.hasOwn(objects, name) ? (objects[name] ?? 0) : 0;

export type LabelsOf<Kind extends 'moved' | 'refused'> = Release[Kind]['labels'];

/** How many labels of one kind `release.json` names. */
const mostNamed = 1_000;

export const named = <Label extends { readonly label: string }>(labels: readonly Label[]) => ({
  count: labels.length,
  labels: labels
    .toSorted((one, other) => (one.label < other.label ? -1 : one.label > other.label ? 1 : 0))
    .slice(0, mostNamed),
});

/** `failure.json` */
export const ReleaseFailure = z.object({
  schema: z.literal(1),
  run: name,
  error: name,
  message: z.string(),
});
export type ReleaseFailure = z.infer<typeof ReleaseFailure>;
