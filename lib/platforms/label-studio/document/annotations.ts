import type { Annotation, Attribute, Category, Origin, Track } from '../../../label/label.ts';
import { type FieldPath, invalidAt, isFields, isMissing } from '../../kit/fields.ts';
import type { PlacedAnnotation } from '../../kit/finish-label.ts';
import { instant } from '../../kit/instant.ts';
import { keptShape } from '../../kit/kept-shape.ts';
import { attributesOf, isAnswer, notesOf } from './attributes.ts';
import { confidenceIn, confidenceOf } from './confidence.ts';
import { checkValue, isLabelList, isMark, isSameMark, markOf } from './mark-forms.ts';
import { asStrings, idIn, type Result } from './results.ts';
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
  /** The region that it is in. */
  readonly parent?: { readonly id: string; readonly path: FieldPath } | undefined;
};

/** Results of one id are one region: its shape, its labels and the answers about it. */
export function regionsOf(results: readonly Result[], units: Units, tags: Tags): Region[] {
  for (const result of results) checkValue(result);
  return [...Map.groupBy(results, ({ id }) => id)].map(([id, group]) => {
    const marks = group.filter(isMark);
    const mark = marks.find((result) => !isAnswer(result)) ?? marks[0];
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
  const { origin } = result;
  const attributes = attributesOfRegion(group, origin, tags);
  const createdAt = createdAtOf(group);
  const annotations: CategorisedAnnotation[] = [];
  const tracks: Track[] = [];
  let confidence: number | undefined;
  for (const name of names) {
    const ownId = names.length > 1 ? `${id}/${name}` : id;
    const category = { name, kind: 'object' } as const;
    if (mark.track) tracks.push({ id: ownId, unit: unit.id, ...mark.track });
    for (const { at, shape: drawn, keyFrame, entry } of mark.placements) {
      const isFrame = mark.track !== undefined && at.kind === 'frame';
      const named = isFrame ? { id: `${ownId}#${at.frame}`, track: ownId } : { id: ownId };
      const path = entry?.path ?? result.path;
      const shape = drawn && keptShape(drawn, { ...named, region: id }, unit.id, path);
      if (drawn && !shape) continue;
      if (annotations.length === 0) {
        for (const note of mark.notes ?? []) path.reading.notKept(named.id, note.path, note.detail);
        confidence = confidenceOf(group, named.id);
      }
      const annotation: Annotation = {
        ...named,
        category: name,
        ...(shape ? {} : { categoryKind: 'object' }),
        unit: unit.id,
        at,
        ...(shape ? { shape } : {}),
        attributes,
      };
      if (keyFrame !== undefined) annotation.keyFrame = keyFrame;
      if (labels.length > 1) annotation.region = id;
      const own = (entry && confidenceIn(entry.fields, entry.path, named.id)) ?? confidence;
      if (own !== undefined) annotation.confidence = own;
      if (createdAt !== undefined) annotation.createdAt = createdAt;
      if (origin !== undefined) annotation.origin = origin;
      annotations.push({ annotation, category, path });
    }
  }
  return { id, annotations, tracks, results: group, parent: parentOf(group) };
}

function parentOf(group: readonly Result[]): Region['parent'] {
  const child = group.find(({ raw }) => !isMissing(raw.parentID) && raw.parentID !== '');
  return child && { id: idIn(child.raw, 'parentID', child.path), path: child.path.at('parentID') };
}

/** The answers about a region, and the notes, which each of its results repeats. */
function attributesOfRegion(group: readonly Result[], origin: Origin | undefined, tags: Tags): Attribute[] {
  const answers = group.flatMap((result) => {
    const { origin: own } = result;
    const attributes = attributesOf(result, tags.controls.get(result.fromName));
    return own === origin || own === undefined ? attributes : attributes.map((answer) => ({ ...answer, origin: own }));
  });
  const notes = new Map(group.flatMap(notesOf).map((note) => [JSON.stringify(note), note]));
  return [...answers, ...notes.values()];
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
    const ownId = group.length > 1 ? `${id}/${name}` : id;
    const annotation: Annotation = {
      id: ownId,
      category: name,
      unit: units.of(result).id,
      at: { kind: 'whole' },
      attributes: [...attributesOf(result, tags.controls.get(name)), ...notesOf(result)],
    };
    if (group.length > 1) annotation.region = id;
    const confidence = confidenceOf([result], ownId);
    if (confidence !== undefined) annotation.confidence = confidence;
    const { origin } = result;
    if (origin !== undefined) annotation.origin = origin;
    return { annotation, category: { name, kind: 'classification' }, path };
  });
  return { id, annotations, tracks: [], results: group, parent: parentOf(group) };
}

const lastMillisecond = Date.UTC(10_000, 0) - 1;

/** When a message was written. */
function createdAtOf(group: readonly Result[]): string | undefined {
  const message = group.map(({ value }) => value.chatmessage).find(isFields);
  const { createdAt } = message ?? {};
  if (typeof createdAt !== 'number') return instant(createdAt)?.iso;
  return createdAt >= 0 && createdAt <= lastMillisecond ? new Date(createdAt).toISOString() : undefined;
}
