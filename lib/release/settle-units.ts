import type { ReleaseRequest, ReleaseToSettle } from '../contracts/release.ts';
import { unitPath } from '../formats/unit-path.ts';
import { compareRanks, type Rank } from '../store/claims.ts';
import { type BuildObjects, projectAt } from './build-objects.ts';
import type { Release } from './layout.ts';
import { sampleKey } from './sample-key.ts';
import type { Splits } from './splits.ts';
import type { SurveyedLabel } from './survey.ts';
import { pathWithId, UnitNames } from './unit-names.ts';

/** A unit that is in the release: its id, its path without an ending, and its split. */
export type SettledUnit = readonly [id: string, path: string, split?: string];

type Settling = {
  readonly build: ReleaseToSettle;
  readonly request: ReleaseRequest;
  readonly splits: Splits;
  readonly objects: BuildObjects;
};

/** Writes a line for each frozen label: its units that are in the release. Reads what was surveyed three times. */
export async function settleUnits({ build: { batches }, request, splits, objects }: Settling) {
  const leftOut: Omit<Release['leftOut'], 'state'> = { consensus: 0, notGroundTruth: 0, notListed: 0 };
  let renamed = 0;
  const best = new BestLabels(request.labels);
  const names = new UnitNames();
  const pathOf = (name: string) =>
    request.layout === 'webdataset' ? sampleKey(unitPath({ name })) : unitPath({ name });
  const placed = (label: SurveyedLabel) =>
    best.unitsOf(label).flatMap(([id, name, group]) => {
      const split = splits.of({ id, name, group });
      return splits.names.length > 0 && split === undefined ? [] : [{ id, split, path: pathOf(name) }];
    });
  await forEachLabel(objects, batches, (label) => best.add(label));
  await forEachLabel(objects, batches, (label) => {
    for (const { path } of placed(label)) names.add(path);
  });
  for (let batch = 0; batch < batches; batch += 1) {
    const labels = await objects.readLines<SurveyedLabel>('survey', batch);
    const lines = labels.map((label): SettledUnit[] => {
      const units = placed(label);
      if (units.length === 0) leftOut[reasonFor(label)] += 1;
      return units.map(({ id, split, path }) => {
        const isShared = names.isShared(path);
        if (isShared) renamed += 1;
        const ownPath = isShared ? pathWithId(path, ownerOf(label, id)) : path;
        return split === undefined ? [id, ownPath] : [id, ownPath, split];
      });
    });
    await objects.writeLines('settled', batch, lines);
  }
  return { leftOut, renamed };

  function reasonFor(label: SurveyedLabel): keyof typeof leftOut {
    if (!best.isCandidate(label)) return 'notGroundTruth';
    return best.unitsOf(label).length === 0 ? 'consensus' : 'notListed';
  }

  function ownerOf({ project, label }: SurveyedLabel, unit: string): readonly string[] {
    const { connection, project: id } = projectAt(request, project);
    return [connection, id, label, unit];
  }
}

async function forEachLabel(objects: BuildObjects, batches: number, visit: (label: SurveyedLabel) => void) {
  for (let batch = 0; batch < batches; batch += 1)
    for (const label of await objects.readLines<SurveyedLabel>('survey', batch)) visit(label);
}

type Standing = Pick<Rank, 'label' | 'revision'>;

/** Which labels stand for a unit that several people labelled: the newest, of equal ones that with the smallest id. */
class BestLabels {
  readonly #labels: ReleaseRequest['labels'];
  readonly #best = new Map<string, Standing>();

  constructor(labels: ReleaseRequest['labels']) {
    this.#labels = labels;
  }

  isCandidate({ groundTruth }: SurveyedLabel): boolean {
    return this.#labels !== 'ground-truth' || groundTruth === true;
  }

  add(surveyed: SurveyedLabel): void {
    if (this.#labels === 'all' || !this.isCandidate(surveyed)) return;
    const { label, revision } = surveyed;
    const own: Standing = { label, revision };
    for (const [unit] of surveyed.units) {
      const key = identityOf(surveyed, unit);
      const before = this.#best.get(key);
      if (!before || isBefore(own, before)) this.#best.set(key, own);
    }
  }

  /** Those that the label stands for. */
  unitsOf(surveyed: SurveyedLabel): SurveyedLabel['units'] {
    if (!this.isCandidate(surveyed)) return [];
    if (this.#labels === 'all') return surveyed.units;
    return surveyed.units.filter(([unit]) => this.#best.get(identityOf(surveyed, unit))?.label === surveyed.label);
  }
}

/** Of a unit: ids are the platform's own, and names are not unique. */
const identityOf = ({ project }: SurveyedLabel, unit: string): string => `${project} ${unit}`;

const isBefore = (one: Standing, other: Standing): boolean =>
  compareRanks({ ...one, groundTruth: false }, { ...other, groundTruth: false }, 'newest') < 0;
