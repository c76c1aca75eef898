import type { Place } from '../../../label/label.ts';
import { asFields, type FieldPath, type Fields, invalidAt, optionalListIn } from '../../kit/fields.ts';
import { type Given, heldAnswers } from './held-answers.ts';
import type { KeyFrames } from './key-frames.ts';
import { featureId, type LabelParts } from './label-parts.ts';
import { onlyParts, optionalMapIn } from './parts.ts';
import { overlapping, type Segments } from './segments.ts';
import { addWholeQuestion } from './whole-questions.ts';

/** A stack of frames: a video, or one of the anatomical planes of a volume, which is then its view. */
export type Stack = {
  readonly frames: Fields;
  readonly path: FieldPath;
  readonly segments: Segments;
  readonly keyFrames: KeyFrames;
  readonly view?: string;
};

const frameKeys = new Set(['objects', 'classifications', 'relationships']);

type Seen = { readonly frames: Set<number>; isMask: boolean };

/** Annotations of single frames: each object, and the answers to a question over the frames for which they hold. */
export function addFrames(stack: Stack, parts: LabelParts): void {
  const objects = new Map<string, Seen>();
  const questions = new Map<string, Given[]>();
  for (const [key, value] of Object.entries(stack.frames)) {
    const path = stack.path.under(key);
    const frame = frameOf(key, path);
    const contents = asFields(value ?? {}, path); // null: nothing is there
    onlyParts(contents, frameKeys, path, 'a frame');
    addObjects(optionalMapIn(contents, 'objects', path), frame, path.at('objects'), stack, parts, objects);
    for (const [index, item] of optionalListIn(contents, 'classifications', path).entries()) {
      const place = path.at('classifications').at(index);
      const question = asFields(item, place);
      const feature = featureId(question, `classification-${index}`, place);
      const answers = questions.get(feature) ?? [];
      answers.push({ from: frame, question, path: place });
      questions.set(feature, answers);
    }
    if (optionalListIn(contents, 'relationships', path).length > 0) {
      throw invalidAt(path.at('relationships'), 'holds relationships of a single frame, which are not supported yet');
    }
  }
  for (const [feature, seen] of objects) addObjectTrack(feature, seen, stack, parts);
  for (const [feature, answers] of questions) addAnswers(feature, answers, stack, parts);
}

/** "1" is the first frame. */
function frameOf(key: string, path: FieldPath): number {
  if (/^[1-9]\d{0,8}$/.test(key)) return Number(key) - 1;
  throw invalidAt(path, 'must be the number of a frame, from 1 on');
}

function addObjects(
  objects: Fields,
  frame: number,
  path: FieldPath,
  stack: Stack,
  parts: LabelParts,
  seen: Map<string, Seen>,
): void {
  for (const feature in objects) {
    const place = path.under(feature);
    const object = asFields(objects[feature], place);
    if (featureId(object, feature, place) !== feature) {
      throw invalidAt(place.at('feature_id'), 'must be the id that is the key of its object, but is another one');
    }
    const keyFrame = stack.keyFrames.isKeyFrame(feature, frame);
    const annotation = parts.addObject(
      object,
      {
        id: idAt(feature, frame, stack),
        track: feature,
        at: { kind: 'frame', frame, ...viewOf(stack) },
        ...(keyFrame === undefined ? {} : { keyFrame }),
      },
      place,
    );
    const known = seen.get(feature) ?? { frames: new Set(), isMask: annotation?.shape?.kind === 'mask' };
    known.frames.add(frame);
    seen.set(feature, known);
  }
}

/** One object may be in several planes of a volume. */
export const idAt = (feature: string, frame: number, { view }: Stack): string =>
  view === undefined ? `${feature}#${frame}` : `${feature}#${view}#${frame}`;

const idIn = ({ view }: Stack, feature: string): { id: string; track?: string } =>
  view === undefined ? { id: feature } : { id: `${feature}#${view}`, track: feature };

const viewOf = ({ view }: Stack): { view?: string } => (view === undefined ? {} : { view });

/** Between key frames the editor interpolates boxes, lines and points; masks are painted frame by frame. */
function addObjectTrack(feature: string, { frames, isMask }: Seen, stack: Stack, parts: LabelParts): void {
  const ranges = overlapping(stack.segments.of(feature));
  if (ranges.length === 0) return;
  const isWhole = ranges.reduce((count, { start, end }) => count + end - start, 0) <= frames.size;
  parts.addTrack({
    id: feature,
    frames: ranges,
    ...viewOf(stack),
    interpolation: isMask || isWhole ? 'none' : 'linear',
  });
}

function addAnswers(feature: string, given: readonly Given[], stack: Stack, parts: LabelParts): void {
  const { answers, segments } = heldAnswers(feature, given, stack.segments, 1);
  const whole = idIn(stack, feature);
  const isSteady = answers.length === 1 && segments.length > 0 && !parts.named(whole.id);
  for (const { answer, from, path, ranges } of answers) {
    const named = isSteady ? whole : { id: idAt(feature, from, stack), track: feature };
    const at: Place =
      segments.length > 0
        ? { kind: 'frames', ranges: [...ranges], ...viewOf(stack) }
        : { kind: 'frame', frame: from, ...viewOf(stack) };
    parts.addAnswer(answer.name, [answer], { ...named, at }, path);
  }
  if (!isSteady && segments.length > 0 && answers.length > 0) {
    parts.addTrack({ id: feature, frames: overlapping(segments), ...viewOf(stack), interpolation: 'none' });
  }
}

/** Questions about the whole. */
export function addQuestions(annotations: Fields, path: FieldPath, stacks: readonly Stack[], parts: LabelParts): void {
  for (const [index, item] of optionalListIn(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = asFields(item, place);
    const id = featureId(question, `classification-${index}`, place);
    addWholeQuestion({ question, id, path: place }, stacks, parts, (given, stack) =>
      addAnswers(id, [given], stack, parts),
    );
  }
}
