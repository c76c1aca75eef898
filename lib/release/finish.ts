import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { causeOf } from '../contracts/dead-letter.ts';
import { InvalidRequest } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { FinishedRelease, ReleaseRequest, ReleaseToFinish } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { readJson } from '../store/read-json.ts';
import { settled } from '../store/settled.ts';
import { wholeFileName } from './assemble.ts';
import { BatchCounts, type Counts } from './batch-counts.ts';
import { type BuildObjects, buildObjects, readBuild, standingBuild, whileStanding } from './build-objects.ts';
import { writeDocuments } from './documents.ts';
import { manifestName } from './file-writer.ts';
import {
  type ImageLine,
  type ManifestLine,
  named,
  Release,
  type ReleaseFailure,
  releaseFiles,
  type ShardLine,
} from './layout.ts';
import type { DescribedRelease } from './metadata/croissant.ts';
import type { SettledFacts, SettledReport } from './settle.ts';
import { putSorted } from './sorted-lines.ts';
import { outputsOf, type Tree, treesOf } from './trees.ts';

export type FinishDependencies = {
  readonly store: ObjectStore;
  formatsOf(request: ReleaseRequest): readonly ChosenFormat[];
  readonly version: string;
};

type Failed = Extract<ReleaseToFinish, { readonly failure: unknown }>;

/** Writes the lists of the release and commits it; or notes why its build failed. */
export async function finishRelease(
  build: ReleaseToFinish,
  { store, formatsOf, version }: FinishDependencies,
): Promise<FinishedRelease> {
  if ('failure' in build) return noteFailure(build, store);
  const { request, startedAt } = await standingBuild(store, build);
  const objects = buildObjects(store, build);
  const facts = await objects.readOne<SettledFacts>('facts', 0);
  const report = await objects.readOne<SettledReport>('report', 0);
  const trees = treesOf(formatsOf(request), facts.splits, request.layout);
  const { batches, release, run } = build;
  const keyOf = (file: string) => keys.release(release, file);
  const own = whileStanding(store, build);
  const manifest = await putSorted(own, keyOf(releaseFiles.manifest), manifestParts(trees, objects, batches));
  await putSorted(own, keyOf(releaseFiles.images), [() => gather<ImageLine>(objects, 'images', batches)]);
  if (request.layout === 'shards')
    await putSorted(own, keyOf(releaseFiles.shards), [() => gather<ShardLine>(objects, 'shards', batches)]);
  const { refused, splits, ...counts } = await countsOf(objects, batches);
  if (counts.labels === 0) throw nothingIn(release, report, refused.length);
  const described: DescribedRelease = {
    schema: 1,
    release,
    createdAt: startedAt,
    input: request,
    run,
    writtenBy: version,
    ...counts,
    splits: allSplits(splits, facts.splits),
    classes: facts.classes.map(({ name }) => name),
    ...report,
    moved: named(report.moved),
    refused: named([...report.refused, ...refused]),
  };
  const files = await wholeFiles(trees, objects);
  const documents = await writeDocuments({
    store: own,
    objects,
    batches,
    release: described,
    classes: facts.classes,
    files,
  });
  const { sha256, lines } = manifest;
  await commit(store, { ...described, manifestSha256: sha256, manifestFiles: lines, documents: [...documents] });
  return { status: 'released' };
}

function nothingIn(release: string, { leftOut, refused, moved }: SettledReport, inFormats: number): Error {
  const { consensus, notGroundTruth, state, notListed } = leftOut;
  return new InvalidRequest(
    `The release ${release} must have a label, but has none: ${notGroundTruth} are not ground truth, ${state} are not so far, ${notListed} are not in the list of splits, of ${consensus} another label of the unit was chosen, ${refused.length + inFormats} were refused, ${moved.length} moved.${reasonOf(refused)}`,
  );
}

const reasonOf = ([first]: SettledReport['refused']): string =>
  first ? ` The first that was refused: ${first.message}` : '';

/** Trees are apart from each other, so that the manifest is sorted when each of them is. */
const manifestParts = (trees: readonly Tree[], objects: BuildObjects, batches: number) =>
  trees
    .toSorted((one, other) => (`${one.root}/` < `${other.root}/` ? -1 : 1))
    .map((tree) => async (): Promise<readonly ManifestLine[]> => {
      const lines = await gather<ManifestLine>(objects, manifestName(tree.root), batches);
      return [...lines, ...(await wholeFiles([tree], objects))];
    });

async function wholeFiles(trees: readonly Tree[], objects: BuildObjects): Promise<readonly ManifestLine[]> {
  const lines: ManifestLine[] = [];
  for (const tree of trees)
    for (const { path } of outputsOf([tree]))
      lines.push(...(await objects.readLines<ManifestLine>(wholeFileName(`${tree.root}/${path}`), 0)));
  return lines;
}

async function gather<Line>(objects: BuildObjects, name: string, batches: number): Promise<Line[]> {
  const parts = Array.from({ length: batches }, (_, batch) => () => objects.findLines<Line>(name, batch));
  return (await settled(parts)).flat();
}

async function countsOf(objects: BuildObjects, batches: number): Promise<Counts> {
  const counts = new BatchCounts();
  for (let batch = 0; batch < batches; batch += 1) counts.join(await objects.readOne<Counts>('counts', batch));
  return counts.json;
}

/** In the order that was asked for, those without a unit included. */
const allSplits = (counted: Release['splits'], names: readonly string[]): Release['splits'] =>
  names.length === 0
    ? counted
    : names.map((split) => counted.find((each) => each.split === split) ?? { split, images: 0, objects: {} });

/** Written once: what a release is never changes. */
async function commit(store: ObjectStore, release: Release): Promise<void> {
  const key = keys.release(release.release, releaseFiles.release);
  const bytes = Buffer.from(`${JSON.stringify(Release.parse(release), null, 1)}\n`);
  if ((await store.putIf({ key, bytes, contentType: 'application/json' }, { ifAbsent: true })) !== undefined) return;
  const there = await readJson(store, key, Release, { what: 'The release', remedy: 'Delete it and create it again.' });
  if (there?.value.run === release.run) return; // an earlier try of this step wrote it
  throw new InvalidRequest(`The release ${release.release} must not be there yet, but is. Choose another name.`);
}

async function noteFailure({ release, run, failure }: Failed, store: ObjectStore): Promise<FinishedRelease> {
  if ((await readBuild(store, release))?.run === run) {
    const { error, message } = causeOf({ error: failure.Error, message: failure.Cause });
    const noted: ReleaseFailure = { schema: 1, run, error, message };
    const bytes = Buffer.from(`${JSON.stringify(noted, null, 1)}\n`);
    const object = { key: keys.release(release, releaseFiles.failure), bytes, contentType: 'application/json' };
    await store.putIf(object, { ifAbsent: true }); // a child of a Map says more than its parent, and says it before
  }
  return { status: 'failed' };
}
