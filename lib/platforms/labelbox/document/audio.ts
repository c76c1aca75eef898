import {
  asFields,
  asList,
  type FieldPath,
  type Fields,
  invalidAt,
  isFields,
  optionalListIn,
} from '../../kit/fields.ts';
import { answerFeatures, nowhere } from './answer-features.ts';
import { featuresBelow } from './attributes.ts';
import { type Given, heldAnswers } from './held-answers.ts';
import { KeyFrames } from './key-frames.ts';
import { featureId, type LabelParts } from './label-parts.ts';
import { isEmpty, onlyParts, optionalMapIn } from './parts.ts';
import { Segments, timeRange } from './segments.ts';
import { addWholeQuestion } from './whole-questions.ts';

type Timed = { readonly question: Fields; readonly path: FieldPath; readonly from?: number };

/**
 * Questions about the whole are under `classifications`, those about stretches of time under `timestamp`, according to
 * https://docs.labelbox.com/reference/export-audio-annotations, and imports count milliseconds. What `timestamp` looks
 * like when it holds something is not documented, so each form is read whose meaning is plain: by the millisecond from
 * which an answer holds, like the frames of a video; as a list, or by feature, with the stretches under `segments`.
 */
export function addAudio(annotations: Fields, path: FieldPath, parts: LabelParts): void {
  const segments = new Segments(optionalMapIn(annotations, 'segments', path), path.at('segments'), timeRange);
  const questions = new Map<string, Given[]>();
  for (const { question, path: place, from } of timedIn(annotations.timestamp, path.at('timestamp'))) {
    const feature = featureId(question, '', place);
    if (feature === '') {
      throw invalidAt(place.at('feature_id'), 'must be a string, but is missing: it tells stretches of time apart');
    }
    const starts = [feature, ...featuresBelow(question)].flatMap((id) => segments.of(id).map(({ start }) => start));
    const start = from ?? starts[0];
    if (start === undefined) throw invalidAt(place, 'must have a time, but has none, here or under segments');
    const given = questions.get(feature) ?? [];
    given.push({ from: start, isTimeless: from === undefined, question, path: place });
    questions.set(feature, given);
  }
  for (const [feature, given] of questions) addAnswers(feature, given, segments, parts);
  for (const [index, item] of optionalListIn(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = asFields(item, place);
    const id = featureId(question, `classification-${index}`, place);
    addWholeQuestion({ question, id, path: place }, [{ segments }], parts, (given) =>
      addAnswers(id, [given], segments, parts),
    );
  }
  const isAnswer = answerFeatures([annotations.timestamp, annotations.classifications]);
  const isKnown = (feature: string) => parts.named(feature) !== undefined || isAnswer(feature);
  for (const [feature, place] of segments.unread()) {
    if (!path.reading.hasLeftOut(feature)) throw invalidAt(place, nowhere);
  }
  const keyFrames = optionalMapIn(annotations, 'key_frame_feature_map', path);
  KeyFrames.requireKnown(keyFrames, path.at('key_frame_feature_map'), isKnown);
}

function addAnswers(feature: string, given: readonly Given[], segments: Segments, parts: LabelParts): void {
  const { answers } = heldAnswers(feature, given, segments, 0); // an answer without a stretch is one about an instant
  const isOne = answers.length === 1 && !parts.named(feature);
  for (const { answer, from, path, ranges } of answers) {
    const id = parts.named(`${feature}#${from}`) ? `${feature}#${from}#instant` : `${feature}#${from}`;
    const named = isOne ? { id: feature } : { id, track: feature };
    parts.addAnswer(answer.name, [answer], { ...named, at: { kind: 'time', ranges: [...ranges] } }, path);
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
