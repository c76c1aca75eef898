import { InvalidRequest } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { SyncCounts, SyncPage, SyncProgress } from '../contracts/sync.ts';
import type { LabelPage, ListedLabel } from '../platforms/platform.ts';
import { readRecord } from '../store/record.ts';
import { settled } from '../store/settled.ts';
import { labelsOfUnit } from '../store/unit-index.ts';
import { compareListed, compareUnlisted, filesOf, labelName, type Reading } from './compare-listed.ts';
import { isTimeUp, type SyncDependencies, type SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { type Scope, scopeOf } from './scope.ts';

/** Labels whose comparison is one object in S3: some seconds of work, and a megabyte. */
const labelsPerPage = 5_000;

/** Lists the labels of the platform, and compares each with its record at once. */
export const listPlatform: SyncStep = async function* (progress, dependencies) {
  const { store, reader, api, version, configurationOf, formatsDigestOf } = dependencies;
  const { connection, labels: wanted, files: withFiles, isAutomatic } = progress.request;
  if (!reader.labels) throw new InvalidRequest(`The platform of ${connection} cannot list labels.`);
  const scope = await scopeOf(progress, dependencies);
  const reading = {
    labels: wanted,
    scope,
    build: `labelwire ${version}`,
    configuration: configurationOf(scope),
    // All of a large project for one word in a route: somebody has to want that.
    formatsDigest: isAutomatic ? undefined : formatsDigestOf(scope),
    now: api.now(),
  };
  const comparison: Comparison = { scope, reading, withFiles, dependencies };
  let last = progress;
  let page = new GatheredPage(last.counts);
  const write = async (next: string | undefined): Promise<SyncProgress> => {
    const number = last.page + 1;
    await runObjects(store, progress.run).writePage(scope.project, number, page.content);
    const done = next === undefined;
    last = { ...last, page: number, after: next, counts: page.counts, step: done ? 'unsettled' : 'list' };
    page = new GatheredPage(last.counts);
    return last;
  };
  for await (const found of reader.labels(scope.project, given({ since: scope.since, after: last.after }), api)) {
    last = { ...last, at: last.at ?? found.at };
    await comparePage(found, page, comparison);
    const isLast = found.next === undefined;
    if (!isLast && (page.size >= labelsPerPage || isTimeUp(dependencies))) yield await write(found.next);
  }
  yield await write(undefined);
};

type Comparison = {
  readonly scope: Scope;
  readonly reading: Reading;
  readonly withFiles: boolean;
  readonly dependencies: SyncDependencies;
};

class GatheredPage {
  readonly content: SyncPage = { differences: [], listed: [], files: [] };
  counts: SyncCounts;

  constructor(counts: SyncCounts) {
    this.counts = counts;
  }

  get size(): number {
    return this.content.listed.length;
  }

  count(what: keyof SyncCounts): void {
    this.counts = { ...this.counts, [what]: this.counts[what] + 1 };
  }
}

async function comparePage({ labels, units = [] }: LabelPage, page: GatheredPage, comparison: Comparison) {
  const { scope, reading, withFiles, dependencies } = comparison;
  const records = await settled(labels.map((listed) => () => recordOf(listed, comparison)));
  for (const [index, listed] of labels.entries()) {
    const record = records[index];
    const { counted, difference } = compareListed(listed, record, reading);
    page.count('listed');
    page.count(counted);
    if (difference) page.content.differences.push(difference);
    if (listed.label !== undefined) page.content.listed.push(listed.label);
    if (withFiles && record) page.content.files.push(...filesOf(record));
  }
  if (scope.since === undefined) return; // the whole listing tells
  const shown = new Set(labels.map(({ label }) => label));
  const missed = await settled(units.map((unit) => () => unlistedOf(unit, shown, scope, dependencies)));
  for (const difference of missed.flat()) {
    page.count('gone');
    page.content.differences.push(difference);
  }
}

async function recordOf({ label }: ListedLabel, { scope, dependencies: { store } }: Comparison) {
  if (label === undefined) return undefined;
  return (await readRecord(store, labelName(scope, label)))?.record;
}

/** Labels of a data unit that are exported, and not listed with it any more. */
async function unlistedOf(
  unit: string,
  shown: ReadonlySet<string | undefined>,
  scope: Scope,
  { store }: SyncDependencies,
) {
  const unlisted = (await labelsOfUnit(store, scope, unit)).filter((label) => !shown.has(label));
  const records = await settled(unlisted.map((label) => () => readRecord(store, labelName(scope, label))));
  return records.flatMap((standing) => (standing && compareUnlisted(standing.record)) ?? []);
}
