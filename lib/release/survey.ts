import { judgeTaking } from '../configuration/takes.ts';
import { InvalidLabel } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { encodeId, keys } from '../contracts/keys.ts';
import type { BatchToBuild, ReleaseRequest } from '../contracts/release.ts';
import { isLabel, Label } from '../label/label.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { settled } from '../store/settled.ts';
import { buildObjects, linesOf, projectAt, requestOf, standingBuild } from './build-objects.ts';
import { type ClassesSaid, ClassList } from './class-list.ts';
import { type LabelsOf, releaseFiles } from './layout.ts';
import type { Pin } from './plan.ts';

/** What settling has to know of a frozen label. */
export type SurveyedLabel = {
  /** Its place in the request. */
  readonly project: number;
  readonly label: string;
  readonly revision: number;
  readonly groundTruth?: true;
  readonly units: readonly (readonly [id: string, name: string, group?: string])[];
};

/** What was found out about a batch besides its labels. */
export type BatchSurvey = {
  readonly classes: ClassesSaid;
  /** How many are not so far as the request asks for: they are not frozen. */
  readonly notSoFar: number;
  readonly moved: LabelsOf<'moved'>;
  readonly refused: LabelsOf<'refused'>;
};

type Read = { readonly label: Label; readonly project: number } | undefined;

/**
 * Reads each label of a batch once, as it was when it was pinned where the bucket keeps versions, and freezes them in one object:
 * whatever comes later reads them there. A label that is gone, or cannot be read, is reported and left out.
 */
export async function surveyBatch(build: BatchToBuild, store: ObjectStore): Promise<'ok'> {
  const {
    release,
    batch: { batch },
  } = build;
  const request = await requestOf(store, build);
  const objects = buildObjects(store, build);
  const moved: LabelsOf<'moved'> = [];
  const refused: LabelsOf<'refused'> = [];
  const pins = await objects.readLines<Pin>('pins', batch);
  const read = await settled(pins.map((pin) => () => readPinned(pin, { store, request, moved, refused })));
  const frozen: Label[] = [];
  const surveyed: SurveyedLabel[] = [];
  const classes = new ClassList();
  let notSoFar = 0;
  for (const found of read) {
    if (!found) continue;
    const { label, project } = found;
    const named = { ...projectAt(request, project), label: label.source.label };
    const behind = isBehind(label, request);
    if (behind === true) notSoFar += 1;
    else if (behind !== false) refused.push({ ...named, error: behind.name, message: behind.message });
    else {
      frozen.push(label);
      surveyed.push(lineOf(label, project));
      classes.add(label.categories, label.annotations);
    }
  }
  const survey: BatchSurvey = { classes: classes.said, notSoFar, moved, refused };
  await standingBuild(store, build);
  await store.put({
    key: keys.release(release, releaseFiles.labels(batch)),
    bytes: linesOf(frozen),
    contentType: 'application/jsonl; charset=utf-8',
  });
  await objects.writeLines('survey', batch, surveyed);
  await objects.writeLines('survey-facts', batch, [survey]);
  return 'ok';
}

type Reading = {
  readonly store: ObjectStore;
  readonly request: ReleaseRequest;
  readonly moved: LabelsOf<'moved'>;
  readonly refused: LabelsOf<'refused'>;
};

async function readPinned([project, key, etag]: Pin, { store, request, moved, refused }: Reading): Promise<Read> {
  const pinned = await store.getVersion(key, etag);
  const found = pinned ?? (await store.get(key));
  const named = projectAt(request, project);
  if (!found) {
    moved.push({ ...named, label: labelAt(key), how: 'deleted' });
    return undefined;
  }
  const label = labelIn(found.bytes, labelAt(key));
  if (label instanceof InvalidLabel) {
    refused.push({ ...named, label: labelAt(key), error: label.name, message: label.message });
    return undefined;
  }
  if (!pinned) moved.push({ ...named, label: label.source.label, how: 'changed' });
  return { label, project };
}

/** Of a label that cannot be asked any more: its id as it is in the key. */
const labelAt = (key: string): string => key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');

function labelIn(bytes: Buffer, encodedId: string): Label | InstanceType<typeof InvalidLabel> {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return new InvalidLabel('The canonical label must be JSON, but is not. Export it again: npx labelwire sync --all');
  }
  const parsed = isLabel(json) ? ({ success: true, data: json } as const) : Label.safeParse(json);
  // Two labels of one id would have the same paths, and one would replace the other.
  if (parsed.success && encodeId(parsed.data.source.label) !== encodedId)
    return new InvalidLabel(
      'The canonical label must have the id that its key says, but has another: it was changed or copied by hand. Export it again: npx labelwire sync --all',
    );
  if (parsed.success) return parsed.data;
  return new InvalidLabel(
    `The canonical label does not hold together: ${explainIssues(parsed.error, json)}. Export it again: npx labelwire sync --all`,
  );
}

/** Whether a label is not so far as the request asks for, or why nobody knows. */
function isBehind({ source }: Label, { state }: ReleaseRequest): boolean | InstanceType<typeof InvalidLabel> {
  if (state === undefined) return false;
  if (source.stage !== undefined) return !judgeTaking(source, { take: state }).isTaken;
  return new InvalidLabel(
    `The label must say which stage of the work it is at, since the release takes labels that are ${state}, but says nothing of it. Create the release without --state.`,
  );
}

const lineOf = ({ source, units }: Label, project: number): SurveyedLabel => ({
  project,
  label: source.label,
  revision: source.revision,
  ...(source.groundTruth ? { groundTruth: true } : {}),
  units: units.map(({ id, name, group }) => (group === undefined ? [id, name] : [id, name, group])),
});
