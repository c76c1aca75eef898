import type { Annotation, Category, Track, Unit } from '../../../label/label.ts';
import { type FieldPath, invalidAt, isFields, isMissing } from '../../kit/fields.ts';
import type { PlacedAnnotation } from '../../kit/finish-label.ts';
import { instant } from '../../kit/instant.ts';
import { keptShape } from '../../kit/kept-shape.ts';
import { attributesOf, isAnswer, notesOf } from './attributes.ts';
import {
  isKnownType,
  isLabelList,
  isMark,
  isSameMark,
  type Mark,
  markOf,
  marksNothing,
  type Placement,
  requireKnownKeys,
} from './mark-forms.ts';
import { asStrings, type Result } from './results.ts';
import type { Control, Tags } from './tags.ts';
import type { Units } from './units.ts';

/** An annotation, the result it comes from and its category. */
export type CategorisedAnnotation = PlacedAnnotation & { readonly category: Pick<Category, 'name' | 'kind'> };

/** What the results of one id become. */
export type Region = {
  readonly id: string;
  readonly annotations: readonly CategorisedAnnotation[];
  readonly tracks: readonly Track[];
  readonly results: readonly Result[];
};

/** Results of one id are one region: its shape, its labels and the answers about it. */
export function regionsOf(results: readonly Result[], units: Units, tags: Tags): Region[] {
  const known = results.filter(isKnownType);
  return [...Map.groupBy(known, ({ id }) => id)].map(([id, group]) => {
    const marks = group.filter(isMark);
    const mark = marks.find((result) => !isAnswer(result)) ?? marks[0];
    const lost = mark ? undefined : group.find(marksNothing);
    if (lost) {
      lost.path.reading.leaveOut({ id }, lost.path, 'it has no coordinates: all of them are null');
      return { id, annotations: [], tracks: [], results: group };
    }
    for (const result of group) requireKnownKeys(result);
    for (const other of marks) if (mark && mark !== other) requireSamePlace(mark, other, units);
    return mark ? markedRegion(id, group, mark, units, tags) : answeredRegion(id, group, units, tags);
  });
}

function requireSamePlace(mark: Result, other: Result, units: Units): void {
  if (isSameMark(mark, other) && units.of(mark).id === units.of(other).id) return;
  throw invalidAt(other.path.at('id'), `must be an id of its own, but ${mark.path} has it too and is another place`);
}

function markedRegion(id: string, group: readonly Result[], result: Result, units: Units, tags: Tags): Region {
  const unit = units.of(result);
  const mark = markOf(result, unit);
  const labels = labelsOf(group, tags);
  const names = labels.length > 0 ? labels : [result.fromName]; // drawn, and not labelled: the control it was drawn with
  const answered = group.flatMap((each) => attributesOf(each, tags.controls.get(each.fromName)));
  const notes = new Map(group.flatMap(notesOf).map((note) => [JSON.stringify(note), note])); // each result repeats them
  const attributes = [...answered, ...notes.values()];
  const origin = originOf(id, group);
  const placements = keptPlacements(id, mark, result, unit);
  const annotations: CategorisedAnnotation[] = [];
  const tracks: Track[] = [];
  for (const name of names) {
    const ownId = names.length > 1 ? `${id}/${name}` : id;
    const category = { name, kind: 'object' } as const;
    if (mark.track && placements.length > 0) tracks.push({ id: ownId, unit: unit.id, ...mark.track });
    for (const { at, shape, keyFrame, score, path } of placements) {
      const isFrame = mark.track !== undefined && at.kind === 'frame';
      const annotation: Annotation = {
        id: isFrame ? `${ownId}#${at.frame}` : ownId,
        ...(isFrame ? { track: ownId } : {}),
        category: name,
        ...(shape ? {} : { categoryKind: 'object' }),
        unit: unit.id,
        at,
        ...(shape ? { shape } : {}),
        attributes,
        ...(keyFrame === undefined ? {} : { keyFrame }),
        ...(names.length > 1 ? { region: id } : {}),
        ...origin,
        ...(path ? confidenceFrom(score, path.at('score'), ownId) : {}),
      };
      annotations.push({ annotation, category, path: result.path });
    }
  }
  return { id, annotations, tracks, results: group };
}

/** Places whose shape marks something; without any the region is left out. */
function keptPlacements(
  id: string,
  { placements, track }: Mark,
  { path, value }: Result,
  unit: Unit,
): readonly Placement[] {
  const region = track ? { id, track: id } : { id };
  if (placements.length === 0) path.reading.leaveOut(region, path, 'its sequence is empty');
  noteOtherText(id, placements, value, path, unit);
  return placements.flatMap((placement) => {
    if (!placement.shape) return [placement];
    const shape = keptShape(placement.shape, region, placement.path ?? path);
    return shape ? [{ ...placement, shape }] : [];
  });
}

/** Offsets may be counted otherwise than the text was sent: nobody can tell which of the two is right. */
function noteOtherText(
  id: string,
  placements: readonly Placement[],
  { text }: Result['value'],
  path: FieldPath,
  unit: Unit,
): void {
  const [at] = placements.map((placement) => placement.at);
  const [range] = at?.kind === 'text' ? at.ranges : [];
  if (!range || typeof text !== 'string' || unit.text === undefined || range.end > unit.text.length) return;
  if (unit.text.slice(range.start, range.end) === text) return;
  path.reading.notKept(id, path.at('value').at('text'), 'it is not the text at its offsets');
}

/** Each label once, under the name that new results give it: its alias, even where an older result has its value. */
function labelsOf(group: readonly Result[], { controls }: Tags): string[] {
  const names = group.flatMap(({ value, fromName, path }) =>
    Object.keys(value).flatMap((key) =>
      isLabelList(key) && !isMissing(value[key])
        ? asStrings(value[key], path.at('value').at(key)).map((label) => nameOf(label, controls.get(fromName)))
        : [],
    ),
  );
  return [...new Set(names)].filter((name) => name !== '');
}

function nameOf(label: string, control: Control | undefined): string {
  const offered = control?.labels ?? [];
  if (offered.some(({ name }) => name === label)) return label;
  return offered.find(({ value }) => value === label)?.name ?? label;
}

/** Answers that are not about a region: questions about the whole of a unit. */
function answeredRegion(id: string, group: readonly Result[], units: Units, tags: Tags): Region {
  const annotations = group.map((result): CategorisedAnnotation => {
    const { fromName: name, path } = result;
    const annotation: Annotation = {
      id: group.length > 1 ? `${id}/${name}` : id,
      category: name,
      unit: units.of(result).id,
      at: { kind: 'whole' },
      attributes: [...attributesOf(result, tags.controls.get(name)), ...notesOf(result)],
      ...(group.length > 1 ? { region: id } : {}),
      ...originOf(id, [result]),
    };
    return { annotation, category: { name, kind: 'classification' }, path };
  });
  return { id, annotations, tracks: [], results: group };
}

const origins: ReadonlyMap<unknown, Annotation['origin']> = new Map([
  ['manual', 'person'],
  ['prediction', 'model'],
  ['prediction-changed', 'model-edited'],
]);

type Origin = Pick<Annotation, 'confidence' | 'createdAt' | 'origin'>;

/** Who made it, how sure a model was, and when a message was written. */
function originOf(id: string, group: readonly Result[]): Origin {
  const message = group.map(({ value }) => value.chatmessage).find(isFields);
  const createdAt =
    typeof message?.createdAt === 'number' ? isoTime(message.createdAt) : instant(message?.createdAt)?.iso;
  const origin = group.map(({ raw }) => origins.get(raw.origin)).find((known) => known !== undefined);
  return { ...confidenceOf(id, group), ...(createdAt ? { createdAt } : {}), ...(origin ? { origin } : {}) };
}

function confidenceOf(id: string, group: readonly Result[]): Pick<Annotation, 'confidence'> {
  for (const { raw, value, path } of group) {
    if (!isMissing(raw.score)) return confidenceFrom(raw.score, path.at('score'), id);
    // where some models put it
    if (!isMissing(value.score)) return confidenceFrom(value.score, path.at('value').at('score'), id);
  }
  return {};
}

/** A score that is not a share of 1 is reported, and refuses nothing. */
function confidenceFrom(score: unknown, path: FieldPath, id: string): Pick<Annotation, 'confidence'> {
  if (isMissing(score)) return {};
  if (typeof score === 'number' && score >= 0 && score <= 1) return { confidence: score };
  path.reading.notKept(id, path, 'a confidence must be a number from 0 to 1');
  return {};
}

const lastMillisecond = Date.UTC(10_000, 0) - 1;

const isoTime = (milliseconds: number): string | undefined =>
  milliseconds >= 0 && milliseconds <= lastMillisecond ? new Date(milliseconds).toISOString() : undefined;
