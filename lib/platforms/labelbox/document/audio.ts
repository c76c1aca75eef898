import type { Attribute } from '../../../label/label.ts';
import {
  asFields,
  asList,
  type FieldPath,
  type Fields,
  invalidAt,
  isFields,
  optionalListIn,
} from '../../kit/fields.ts';
import { attributeOf } from './attributes.ts';
import { featureId, type LabelParts } from './label-parts.ts';
import { isEmpty, onlyParts, optionalMapIn } from './parts.ts';
import { type Given, held, Segments, timeRange } from './segments.ts';

type Timed = { readonly question: Fields; readonly path: FieldPath; readonly from?: number };

/**
 * Questions about the whole are under `classifications`, those about stretches of time under `timestamp`, according to
 * https://docs.labelbox.com/reference/export-audio-annotations, and imports count milliseconds. What `timestamp` looks
 * like when it holds something is not documented, so each form is read whose meaning is plain: by the millisecond from
 * which an answer holds, like the frames of a video; as a list, or by feature, with the stretches under `segments`.
 */
export function addAudio(annotations: Fields, path: FieldPath, parts: LabelParts): void {
  const segments = new Segments(optionalMapIn(annotations, 'segments', path), path.at('segments'), timeRange);
  const questions = new Map<string, Given<Attribute>[]>();
  for (const { question, path: place, from } of timedIn(annotations.timestamp, path.at('timestamp'))) {
    const feature = featureId(question, '', place);
    if (feature === '') {
      throw invalidAt(place.at('feature_id'), 'must be a string, but is missing: it tells stretches of time apart');
    }
    const start = from ?? segments.of(feature)[0]?.start;
    if (start === undefined) throw invalidAt(place, 'must have a time, but has none, here or under segments');
    const answers = questions.get(feature) ?? [];
    answers.push({ from: start, answer: attributeOf(question, place), path: place });
    questions.set(feature, answers);
  }
  for (const [feature, answers] of questions) addAnswers(feature, answers, segments, parts);
  for (const [index, item] of optionalListIn(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = asFields(item, place);
    const id = featureId(question, `classification-${index}`, place);
    const ranges = segments.of(id);
    const at = ranges.length > 0 ? ({ kind: 'time', ranges } as const) : ({ kind: 'whole' } as const);
    parts.addClassification(question, { id, at }, place);
  }
  segments.requireAllRead();
}

function addAnswers(
  feature: string,
  answers: readonly Given<Attribute>[],
  segments: Segments,
  parts: LabelParts,
): void {
  const all = held(answers, segments.of(feature), 0); // an answer without a stretch is one about an instant
  for (const { answer, from, path, ranges } of all) {
    const named = all.length === 1 ? { id: feature } : { id: `${feature}#${from}`, track: feature };
    parts.addAnswer(answer.name, [answer], { ...named, at: { kind: 'time', ranges } }, path);
  }
}

function* timedIn(timestamp: unknown, path: FieldPath): Generator<Timed> {
  if (isEmpty(timestamp)) return;
  if (Array.isArray(timestamp)) {
    yield* questionsIn(timestamp, path);
    return;
  }
  for (const [key, value] of Object.entries(asFields(timestamp, path))) {
    const place = path.under(key);
    const from = /^\d{1,15}(\.\d{1,6})?$/.test(key) ? Number(key) : undefined;
    if (key === 'classifications') yield* questionsIn(value, place);
    else if (Array.isArray(value)) yield* questionsIn(value, place, from);
    else if (isFields(value) && from !== undefined) yield* atInstant(value, place, from);
    else if (isFields(value) && featureId(value, key, place) === key) {
      yield { question: { feature_id: key, ...value }, path: place };
    } else {
      throw invalidAt(place, 'must be a millisecond with its questions or a question under its own feature_id');
    }
  }
}

const instantKeys = new Set(['classifications']);

function* atInstant(contents: Fields, path: FieldPath, from: number): Generator<Timed> {
  onlyParts(contents, instantKeys, path, 'an instant of audio');
  yield* questionsIn(contents.classifications ?? [], path.at('classifications'), from);
}

function* questionsIn(list: unknown, path: FieldPath, from?: number): Generator<Timed> {
  for (const [index, item] of asList(list, path).entries()) {
    const place = path.at(index);
    yield { question: asFields(item, place), path: place, ...(from === undefined ? {} : { from }) };
  }
}
