import { InvalidLabel } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import { encodeId, keys } from '../contracts/keys.ts';
import type { BatchToBuild, ReleaseRequest } from '../contracts/release.ts';
import type { GivenContext, Written } from '../formats/format.ts';
import { picturePath } from '../formats/unit-path.ts';
import type { Label, Unit } from '../label/label.ts';
import { writtenBy } from '../steps/transform-label.ts';
import type { BatchCounts } from './batch-counts.ts';
import { projectAt } from './build-objects.ts';
import { cutLabel } from './cut-label.ts';
import type { FileToWrite } from './file-writer.ts';
import type { BatchFragments } from './fragments.ts';
import { type ImageLine, imagePath } from './layout.ts';
import { memberName } from './sample-key.ts';
import type { SettledUnit } from './settle-units.ts';
import type { Tree } from './trees.ts';

/** What the parts of a batch share, and add to. */
export type Run = {
  readonly build: BatchToBuild;
  readonly request: ReleaseRequest;
  readonly classes: ReadonlyMap<string, number>;
  readonly skeletons: NonNullable<GivenContext['skeletons']>;
  readonly trees: readonly Tree[];
  readonly counts: BatchCounts;
  readonly images: ImageLine[];
  readonly fragments: BatchFragments;
};

/** Units of one label that are in one split. */
export type Part = {
  readonly label: Label;
  readonly project: number;
  readonly units: readonly SettledUnit[];
  readonly split: string | undefined;
};

/** In every format; the files that a format makes of them. */
export function writeUnits(part: Part, run: Run): readonly FileToWrite[] {
  const paths = new Map(part.units.map(([id, path]) => [id, path]));
  const { label, relationsCut } = cutLabel(part.label, new Set(paths.keys()));
  const { split } = part;
  const { source } = label;
  const own = projectAt(run.request, part.project);
  const project = run.request.projects.length > 1 ? own : undefined;
  const named = { ...own, label: source.label };
  const pictureOf = (unit: Unit) => picturePath(unit, paths.get(unit.id));
  const files: FileToWrite[] = [];
  let isIn = false;
  for (const tree of run.trees) {
    if (tree.split !== undefined && tree.split !== split) continue;
    const { name } = tree;
    try {
      const written = writtenIn(tree, label, contextOf({ ...part, label }, { tree, paths, pictureOf, run }));
      if (!tree.sampled) checkPaths(written, tree, run.build.release);
      run.fragments.add(tree, written.pieces ?? []);
      run.counts.addOmitted(name, written.omitted);
      if (relationsCut > 0 && holdsRelations(tree)) run.counts.addCutRelations(name, relationsCut);
      for (const { path, contentType, bytes } of written.files) {
        files.push({
          tree,
          path: tree.sampled ? memberName(keyOf(part), { path, contentType }) : `${tree.root}/${path}`,
          contentType,
          bytes,
          project,
          label: source.label,
          revision: source.revision,
          split,
        });
      }
      isIn = true;
    } catch (error) {
      if (!(error instanceof InvalidLabel)) throw error;
      run.counts.addRefused({ ...named, format: name, error: error.name, message: error.message });
    }
  }
  if (!isIn) return [];
  run.counts.addLabel(label, split);
  const shared = {
    ...(split === undefined ? {} : { split }),
    ...project,
    label: source.label,
    revision: source.revision,
  };
  run.images.push(...label.units.map((unit) => ({ path: imagePath(pictureOf(unit)), ...shared, ...imageOf(unit) })));
  return files;
}

/** Of a part that is one sample. */
const keyOf = ({ units: [unit] }: Part): string => unit?.[1] ?? '';

const writtenIn = ({ chosen }: Tree, label: Label, context: GivenContext): Written =>
  writtenBy({ ...chosen, label }, context);

type Surroundings = {
  readonly tree: Tree;
  readonly paths: ReadonlyMap<string, string>;
  readonly pictureOf: (unit: Unit) => string;
  readonly run: Run;
};

function contextOf({ label, project, split }: Part, { tree, paths, pictureOf, run }: Surroundings): GivenContext {
  const { classes, skeletons, request } = run;
  return {
    classes,
    skeletons,
    labelName: labelName(label.source.label, request, project),
    document: undefined,
    paths,
    // In a sample, a unit has a file of its own, and no other file lists it.
    dataSet: tree.sampled
      ? undefined
      : {
          splitOf: () => (tree.splits.length > 0 ? split : undefined),
          pictureOf: (id) => {
            const unit = label.units.find((each) => each.id === id);
            if (!unit) throw new TypeError('A picture must be that of a unit of the label.');
            return pictureOf(unit);
          },
        },
  };
}

/** Two projects may have labels of one id. */
function labelName(label: string, request: ReleaseRequest, number: number): string {
  if (request.projects.length === 1) return encodeId(label);
  const { connection, project } = projectAt(request, number);
  return `${connection}--${encodeId(project)}--${encodeId(label)}`;
}

/** Of a key, the bucket's prefix not included, which S3 ends at 1,024 bytes with it. */
const longestKey = 900;

function checkPaths({ files }: Written, { root }: Tree, release: string): void {
  const long = files.find(({ path }) => Buffer.byteLength(keys.release(release, `${root}/${path}`)) > longestKey);
  if (!long) return;
  throw new InvalidLabel(
    `The name of a data unit must make a key of at most ${longestKey} bytes, but makes a longer one. Shorten it on the platform.`,
  );
}

const holdsRelations = ({ chosen: { format, options } }: Tree): boolean =>
  format.holds(options).some(({ relations }) => relations);

const imageOf = ({ id, sourceUri, width, height }: Unit) =>
  given({ unit: id, uri: sourceUri ?? null, width, height }) satisfies Partial<ImageLine>;
