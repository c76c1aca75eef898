import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Attribute } from '../../../label/label.ts';
import { attributeOf } from './attributes.ts';
import { featureId, type LabelParts } from './label-parts.ts';
import {
  type Fields,
  fieldsOf,
  isEmpty,
  isFields,
  listInIfThere,
  listOf,
  mapInIfThere,
  onlyParts,
  type Path,
} from './parts.ts';
import { type Given, held, Segments, timeRange } from './segments.ts';

type Timed = { readonly question: Fields; readonly path: Path; readonly from?: number };

/**
 * Questions about the whole stand under `classifications`, those about stretches of time under `timestamp`, says
 * https://docs.labelbox.com/reference/export-audio-annotations, and imports count milliseconds. How `timestamp` looks when
 * it holds something is not documented, so each form is read whose meaning is plain: by the millisecond from which an
 * answer holds, as the frames of a video are; a list, or by feature, with the stretches under `segments`.
 */
export function addAudio(annotations: Fields, path: Path, parts: LabelParts): void {
  const segments = new Segments(mapInIfThere(annotations, 'segments', path), path.at('segments'), timeRange);
  const questions = new Map<string, Given<Attribute>[]>();
  for (const { question, path: place, from } of timedIn(annotations.timestamp, path.at('timestamp'))) {
    const feature = featureId(question, '', place);
    if (feature === '') throw new InvalidLabel(`${place}.feature_id is missing, which tells stretches of time apart.`);
    const start = from ?? segments.of(feature)[0]?.start;
    if (start === undefined) throw new InvalidLabel(`${place} tells no time, and segments has none for it.`);
    const given = questions.get(feature) ?? [];
    given.push({ from: start, answer: attributeOf(question, place) });
    questions.set(feature, given);
  }
  for (const [feature, given] of questions) addAnswers(feature, given, segments, parts);
  for (const [index, item] of listInIfThere(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = fieldsOf(item, place);
    const id = featureId(question, `classification-${index}`, place);
    const ranges = segments.of(id);
    const at = ranges.length > 0 ? ({ kind: 'time', ranges } as const) : ({ kind: 'whole' } as const);
    parts.addClassification(question, { id, at }, place);
  }
  segments.requireAllRead();
}

function addAnswers(feature: string, given: readonly Given<Attribute>[], segments: Segments, parts: LabelParts): void {
  const answers = held(given, segments.of(feature), 0); // an answer without a stretch is one of an instant
  for (const { answer, from, ranges } of answers) {
    const standing = answers.length === 1 ? { id: feature } : { id: `${feature}#${from}`, track: feature };
    parts.addAnswer(answer.name, [answer], { ...standing, at: { kind: 'time', ranges } });
  }
}

function* timedIn(timestamp: unknown, path: Path): Generator<Timed> {
  if (isEmpty(timestamp)) return;
  if (Array.isArray(timestamp)) {
    yield* questionsIn(timestamp, path);
    return;
  }
  for (const [key, value] of Object.entries(fieldsOf(timestamp, path))) {
    const place = path.at(key);
    const from = /^\d{1,15}(\.\d{1,6})?$/.test(key) ? Number(key) : undefined;
    if (key === 'classifications') yield* questionsIn(value, place);
    else if (Array.isArray(value)) yield* questionsIn(value, place, from);
    else if (isFields(value) && from !== undefined) yield* atInstant(value, place, from);
    else if (isFields(value) && featureId(value, key, place) === key) {
      yield { question: { feature_id: key, ...value }, path: place };
    } else
      throw new InvalidLabel(
        `${place} is neither a millisecond with its questions nor a question under its own feature_id.`,
      );
  }
}

const instantKeys = new Set(['classifications']);

function* atInstant(contents: Fields, path: Path, from: number): Generator<Timed> {
  onlyParts(contents, instantKeys, path, 'an instant of audio');
  yield* questionsIn(contents.classifications ?? [], path.at('classifications'), from);
}

function* questionsIn(list: unknown, path: Path, from?: number): Generator<Timed> {
  for (const [index, item] of listOf(list, path).entries()) {
    const place = path.at(index);
    yield { question: fieldsOf(item, place), path: place, ...(from === undefined ? {} : { from }) };
  }
}
