import type { Annotation, Category, Track, Unit } from '../../../label/label.ts';
import { instant } from '../../kit/instant.ts';
import { answerFields, attributesOf, isAnswer, notesOf } from './attributes.ts';
import { invalidAt, isFields, isGiven, numberOf, onlyKnown, textsOf } from './fields.ts';
import { formOf, isSameMark, type Mark } from './mark-forms.ts';
import type { Result } from './results.ts';
import type { Control, Tags } from './tags.ts';
import type { Units } from './units.ts';

/** An annotation with the path of the result it was made from. */
export type PlacedAnnotation = {
  readonly annotation: Annotation;
  readonly category: Pick<Category, 'name' | 'kind'>;
  readonly path: string;
};

/** All that became of the results of one id. */
export type Region = {
  readonly id: string;
  readonly made: readonly PlacedAnnotation[];
  readonly tracks: readonly Track[];
  readonly results: readonly Result[];
};

/** https://labelstud.io/tags: what draws or marks. Anything else is an answer (answers.ts), or is refused. */
const marking = new Set([
  ...[
    'rectangle',
    'ellipse',
    'polygon',
    'keypoint',
    'brush',
    'magicwand',
    'vector',
    'bitmask',
    'bitmasklabels',
    'videorectangle',
    'videovector',
  ],
  ...['labels', 'rectanglelabels', 'ellipselabels', 'polygonlabels', 'keypointlabels', 'brushlabels', 'vectorlabels'],
  ...['hypertextlabels', 'paragraphlabels', 'timeserieslabels', 'timelinelabels', 'videovectorlabels', 'chatmessage'],
]);

/** Results of one id are one region: its shape, its labels and the answers about it. */
export function regionsOf(results: readonly Result[], units: Units, tags: Tags): Region[] {
  for (const { type, path } of results) {
    if (marking.has(type) || isAnswer({ type })) continue;
    throw invalidAt(`${path}.type`, `is ${JSON.stringify(type.slice(0, 60))}, which is not supported yet`);
  }
  return [...Map.groupBy(results, ({ id }) => id)].map(([id, group]) => {
    const marks = group.filter((result) => formOf(result));
    const mark = marks.find((result) => !isAnswer(result)) ?? marks[0];
    for (const result of group) requireKnownFields(result);
    for (const other of marks) if (mark && mark !== other) requireSamePlace(mark, other, units);
    return mark ? markedRegion(id, group, mark, units, tags) : answeredRegion(id, group, units, tags);
  });
}

const isLabelList = (key: string) => key.endsWith('labels');

function requireKnownFields(result: Result): void {
  const form = formOf(result);
  if (!form && !isAnswer(result)) throw invalidAt(`${result.path}.value`, 'marks nothing that is known here');
  onlyKnown(
    result.value,
    (key) => form?.keys.has(key) || answerFields.has(key) || isLabelList(key) || key === 'score',
    `${result.path}.value`,
  );
}

function requireSamePlace(mark: Result, other: Result, units: Units): void {
  if (isSameMark(mark, other) && units.of(mark).id === units.of(other).id) return;
  throw invalidAt(`${other.path}.id`, `is that of ${mark.path} too, which is another place`);
}

function markedRegion(id: string, group: readonly Result[], result: Result, units: Units, tags: Tags): Region {
  const unit = units.of(result);
  const mark = markOf(result, unit);
  const labels = labelsOf(group, tags);
  const names = labels.length > 0 ? labels : [result.fromName]; // drawn, and not labelled: what it was drawn with
  const attributes = group.flatMap((each) => attributesOf(each, tags.controls.get(each.fromName)));
  const notes = new Map(group.flatMap(notesOf).map((note) => [JSON.stringify(note), note])); // each result repeats them
  const shared = { attributes: [...attributes, ...notes.values()], ...making(group) };
  const made: PlacedAnnotation[] = [];
  const tracks: Track[] = [];
  for (const name of names) {
    const thing = names.length > 1 ? `${id}/${name}` : id;
    const category = { name, kind: 'object' } as const;
    if (mark.track) tracks.push({ id: thing, unit: unit.id, ...mark.track });
    for (const { at, shape, keyFrame } of mark.placements) {
      const isFrame = mark.track !== undefined && at.kind === 'frame';
      const annotation: Annotation = {
        id: isFrame ? `${thing}#${at.frame}` : thing,
        ...(isFrame ? { track: thing } : {}),
        category: name,
        ...(shape ? {} : { categoryKind: 'object' }),
        unit: unit.id,
        at,
        ...(shape ? { shape } : {}),
        attributes: shared.attributes,
        ...(keyFrame === undefined ? {} : { keyFrame }),
        ...(names.length > 1 ? { region: id } : {}),
        ...shared.made,
      };
      made.push({ annotation, category, path: result.path });
    }
  }
  return { id, made, tracks, results: group };
}

const markOf = (result: Result, unit: Unit): Mark =>
  formOf(result)?.read(result, unit, `${result.path}.value`) ?? { placements: [] };

/** Each label once, under the name that results give it: the alias, also where a result is older than that. */
function labelsOf(group: readonly Result[], { controls }: Tags): string[] {
  const names = group.flatMap(({ value, fromName, path }) =>
    Object.keys(value).flatMap((key) =>
      isLabelList(key) && isGiven(value[key])
        ? textsOf(value[key], `${path}.value.${key}`).map((label) => nameOf(label, controls.get(fromName)))
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

/** Answers about no region: questions about the whole of a unit. */
function answeredRegion(id: string, group: readonly Result[], units: Units, tags: Tags): Region {
  const made = group.map((result): PlacedAnnotation => {
    const { fromName: name, path } = result;
    const annotation: Annotation = {
      id: group.length > 1 ? `${id}/${name}` : id,
      category: name,
      unit: units.of(result).id,
      at: { kind: 'whole' },
      attributes: [...attributesOf(result, tags.controls.get(name)), ...notesOf(result)],
      ...(group.length > 1 ? { region: id } : {}),
      ...making([result]).made,
    };
    return { annotation, category: { name, kind: 'classification' }, path };
  });
  return { id, made, tracks: [], results: group };
}

/** How sure a model was, and when a message was written. */
function making(group: readonly Result[]): { made: Pick<Annotation, 'confidence' | 'createdAt'> } {
  const scores = group.flatMap(({ raw, value, path }) => [
    [raw.score, `${path}.score`] as const,
    [value.score, `${path}.value.score`] as const, // where some models put it
  ]);
  const [score, at = ''] = scores.find(([given]) => isGiven(given)) ?? [];
  const confidence = isGiven(score) ? numberOf(score, at) : undefined;
  const message = group.map(({ value }) => value.chatmessage).find(isFields);
  const written = typeof message?.createdAt === 'number' ? timeOf(message.createdAt) : instant(message?.createdAt)?.iso;
  return {
    made: { ...(confidence === undefined ? {} : { confidence }), ...(written ? { createdAt: written } : {}) },
  };
}

const lastMillisecond = Date.UTC(10_000, 0) - 1;

const timeOf = (milliseconds: number): string | undefined =>
  milliseconds >= 0 && milliseconds <= lastMillisecond ? new Date(milliseconds).toISOString() : undefined;
