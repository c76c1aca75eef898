import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { InvalidRequest } from '../contracts/errors.ts';
import type { BatchToBuild, ReleaseRequest } from '../contracts/release.ts';
import type { Label } from '../label/label.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { BatchCounts } from './batch-counts.ts';
import { buildObjects, requestOf, standingBuild } from './build-objects.ts';
import { newFileWriter } from './file-writer.ts';
import { BatchFragments } from './fragments.ts';
import { frozenLabels } from './frozen-labels.ts';
import { newSampleWriter } from './samples.ts';
import type { SettledFacts } from './settle.ts';
import type { SettledUnit } from './settle-units.ts';
import type { SurveyedLabel } from './survey.ts';
import { treesOf } from './trees.ts';
import { type Part, type Run, writeUnits } from './write-units.ts';

export type WriteDependencies = {
  readonly store: ObjectStore;
  formatsOf(request: ReleaseRequest): readonly ChosenFormat[];
};

/**
 * The files of a batch's units, what they bring to the files of the whole data set, and what was counted. A label that a format
 * refuses is reported, and does not end the build.
 */
export async function writeBatch(build: BatchToBuild, { store, formatsOf }: WriteDependencies): Promise<'ok'> {
  const {
    release,
    batch: { batch },
  } = build;
  const request = await requestOf(store, build);
  const objects = buildObjects(store, build);
  const facts = await objects.readOne<SettledFacts>('facts', 0);
  const trees = treesOf(formatsOf(request), facts.splits, request.layout);
  const checkStanding = () => standingBuild(store, build);
  const files = newFileWriter({ store, release, batch, layout: request.layout, checkStanding });
  const samples = newSampleWriter(objects, batch);
  const run: Run = {
    build,
    request,
    classes: new Map(facts.classes.map(({ name, number }) => [name, number])),
    skeletons: new Map(facts.classes.flatMap(({ name, skeleton }) => (skeleton ? [[name, skeleton] as const] : []))),
    trees,
    counts: new BatchCounts(),
    images: [],
    fragments: new BatchFragments(trees),
  };
  const surveyed = await objects.readLines<SurveyedLabel>('survey', batch);
  const settled = await objects.readLines<readonly SettledUnit[]>('settled', batch);
  const frozen = await frozenLabels(store, release, batch);
  checkSurvey(frozen, surveyed, batch);
  for (const [index, label] of frozen.entries()) {
    const project = surveyed[index]?.project ?? 0;
    const before = run.images.length;
    for (const part of partsOf(settled[index] ?? [], request.layout)) {
      const written = writeUnits({ ...part, label, project }, run);
      if (request.layout !== 'webdataset') await files.add(written);
      else
        for (const [tree, own] of Map.groupBy(written, (file) => file.tree))
          await samples.add({ root: tree.root, split: part.split }, { members: own });
    }
    if (run.images.length > before) run.counts.countLabel();
  }
  await files.finish(objects);
  await samples.finish();
  await run.fragments.write(objects, batch);
  await objects.writeLines('images', batch, run.images);
  await objects.writeLines('counts', batch, [run.counts.json]);
  return 'ok';
}

/**
 * Two tries of SurveyBatch may have run at once, where AWS lost the answer of the first: labels that changed between them are then
 * frozen by one and surveyed by the other, and would get each other's units.
 */
function checkSurvey(frozen: readonly Label[], surveyed: readonly SurveyedLabel[], batch: number): void {
  const isSame = ({ source }: Label, index: number) =>
    source.label === surveyed[index]?.label && source.revision === surveyed[index]?.revision;
  if (frozen.length === surveyed.length && frozen.every(isSame)) return;
  throw new InvalidRequest(
    `The frozen labels of batch ${batch} must be those that were surveyed, but are others: they changed while the batch was surveyed twice. Delete the release and create it again.`,
  );
}

/** Units of one split are written together; as samples, each by itself. */
const partsOf = (units: readonly SettledUnit[], layout: ReleaseRequest['layout']): Pick<Part, 'units' | 'split'>[] =>
  layout === 'webdataset'
    ? units.map((unit) => ({ units: [unit], split: unit[2] }))
    : [...Map.groupBy(units, ([, , split]) => split)].map(([split, own]) => ({ split, units: own }));
