import type { ChosenFormat } from '../configuration/chosen-formats.ts';
import { InvalidConfiguration } from '../contracts/errors.ts';
import type { ReleaseRequest, ReleaseToSettle, SettledRelease } from '../contracts/release.ts';
import type { ClassFacts } from '../formats/format.ts';
import { readClasses } from '../store/class-map.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type BuildObjects, buildObjects, requestOf } from './build-objects.ts';
import { ClassList } from './class-list.ts';
import { firstOf, type Named } from './first-named.ts';
import type { LabelsOf, Release } from './layout.ts';
import { settleUnits } from './settle-units.ts';
import { splitsOf } from './splits.ts';
import type { BatchSurvey } from './survey.ts';
import { outputsOf, treesOf } from './trees.ts';

/** What all labels of the release share. */
export type SettledFacts = { readonly classes: readonly ClassFacts[]; readonly splits: readonly string[] };

/** What was found out before anything is written, for `release.json`. */
export type SettledReport = Pick<Release, 'conflicts' | 'leftOut' | 'renamed'> & {
  readonly unusedNames?: Named<string>;
  readonly moved: LabelsOf<'moved'>;
  readonly refused: LabelsOf<'refused'>;
};

export type SettleDependencies = {
  readonly store: ObjectStore;
  formatsOf(request: ReleaseRequest): readonly ChosenFormat[];
};

/**
 * Decides what needs all labels: which of them stands for a unit, what each unit is called, which split it is in, and which class
 * has which number. Memory grows by some hundred bytes a unit.
 */
export async function settleRelease(
  build: ReleaseToSettle,
  { store, formatsOf }: SettleDependencies,
): Promise<SettledRelease> {
  const request = await requestOf(store, build);
  const objects = buildObjects(store, build);
  const splits = await splitsOf(store, request.split);
  const { classes, notSoFar, moved, refused } = await joinSurveys(build, objects);
  const { leftOut, renamed } = await settleUnits({ build, request, splits, objects });
  const unused = splits.unused();
  const facts: SettledFacts = {
    classes: classes.numbered(await classNames(store, request, classes.names)),
    splits: splits.names,
  };
  const report: SettledReport = {
    conflicts: [...classes.said.conflicts],
    leftOut: { ...leftOut, state: notSoFar },
    renamed,
    ...(unused.length > 0 ? { unusedNames: firstOf(unused) } : {}),
    moved,
    refused,
  };
  await objects.writeLines('facts', 0, [facts]);
  await objects.writeLines('report', 0, [report]);
  return { outputs: [...outputsOf(treesOf(formatsOf(request), splits.names, request.layout))] };
}

async function joinSurveys({ batches }: ReleaseToSettle, objects: BuildObjects) {
  const classes = new ClassList();
  const moved: BatchSurvey['moved'] = [];
  const refused: BatchSurvey['refused'] = [];
  let notSoFar = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const survey = await objects.readOne<BatchSurvey>('survey-facts', batch);
    classes.join(survey.classes);
    moved.push(...survey.moved);
    refused.push(...survey.refused);
    notSoFar += survey.notSoFar;
  }
  return { classes, notSoFar, moved, refused };
}

/**
 * The class lists of the projects, one after the other, a name that was there before left out. Read after the labels: each of
 * them extends the map before it is written.
 */
async function classNames(
  store: ObjectStore,
  { projects }: ReleaseRequest,
  needed: readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const project of projects) for (const name of (await readClasses(store, project)).classes) names.add(name);
  const missing = needed.find((name) => !names.has(name));
  if (missing === undefined) return [...names];
  throw new InvalidConfiguration(
    `The class maps of the projects must have each class of their labels, but lack ${JSON.stringify(missing)}. Export the labels again: npx labelwire sync --all`,
  );
}
