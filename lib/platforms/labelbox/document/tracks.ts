import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Attribute } from '../../../label/label.ts';
import { attributeOf } from './attributes.ts';
import type { KeyFrames } from './key-frames.ts';
import { featureId, type LabelParts } from './label-parts.ts';
import { type Fields, fieldsOf, listInIfThere, mapInIfThere, onlyParts, type Path } from './parts.ts';
import { type Given, held, type Range, type Segments } from './segments.ts';

/** A stack of frames: a video, or one of the anatomical planes of a volume, which is then its view. */
export type Stack = {
  readonly frames: Fields;
  readonly path: Path;
  readonly segments: Segments;
  readonly keyFrames: KeyFrames;
  readonly view?: string;
};

const frameKeys = new Set(['objects', 'classifications', 'relationships']);

type Seen = { readonly frames: Set<number>; isMask: boolean };

/** Annotations of single frames: an object each, and the answers to a question over the frames that they hold for. */
export function addFrames(stack: Stack, parts: LabelParts): void {
  const objects = new Map<string, Seen>();
  const questions = new Map<string, Given<Attribute>[]>();
  for (const [key, value] of Object.entries(stack.frames)) {
    const path = stack.path.at(key);
    const frame = frameOf(key, path);
    const contents = fieldsOf(value, path);
    onlyParts(contents, frameKeys, path, 'a frame');
    addObjects(mapInIfThere(contents, 'objects', path), frame, path.at('objects'), stack, parts, objects);
    for (const [index, item] of listInIfThere(contents, 'classifications', path).entries()) {
      const place = path.at('classifications').at(index);
      const question = fieldsOf(item, place);
      const feature = featureId(question, `classification-${index}`, place);
      const given = questions.get(feature) ?? [];
      given.push({ from: frame, answer: attributeOf(question, place) });
      questions.set(feature, given);
    }
    if (listInIfThere(contents, 'relationships', path).length > 0) {
      throw new InvalidLabel(`${path}.relationships: relationships of a single frame are not supported yet.`);
    }
  }
  for (const [feature, seen] of objects) addObjectTrack(feature, seen, stack, parts);
  for (const [feature, given] of questions) addAnswers(feature, given, stack, parts);
}

/** "1" is the first frame. */
function frameOf(key: string, path: Path): number {
  if (/^[1-9]\d{0,8}$/.test(key)) return Number(key) - 1;
  throw new InvalidLabel(`${path} must be the number of a frame, from 1 on.`);
}

function addObjects(
  objects: Fields,
  frame: number,
  path: Path,
  stack: Stack,
  parts: LabelParts,
  seen: Map<string, Seen>,
): void {
  for (const feature in objects) {
    const place = path.at(feature);
    const object = fieldsOf(objects[feature], place);
    if (featureId(object, feature, place) !== feature) {
      throw new InvalidLabel(`${place}.feature_id is another id than the one it stands under.`);
    }
    const keyFrame = stack.keyFrames.isOne(feature, frame);
    const { shape } = parts.addObject(
      object,
      {
        id: idAt(feature, frame, stack),
        track: feature,
        at: { kind: 'frame', frame, ...viewOf(stack) },
        ...(keyFrame === undefined ? {} : { keyFrame }),
      },
      place,
    );
    const known = seen.get(feature) ?? { frames: new Set(), isMask: shape?.kind === 'mask' };
    known.frames.add(frame);
    seen.set(feature, known);
  }
}

/** One object may be in several planes of a volume. */
const idAt = (feature: string, frame: number, { view }: Stack): string =>
  view === undefined ? `${feature}#${frame}` : `${feature}#${view}#${frame}`;

const standingIn = ({ view }: Stack, feature: string): { id: string; track?: string } =>
  view === undefined ? { id: feature } : { id: `${feature}#${view}`, track: feature };

const viewOf = ({ view }: Stack): { view?: string } => (view === undefined ? {} : { view });

/** Between key frames the editor interpolates boxes, lines and points; masks it paints frame by frame. */
function addObjectTrack(feature: string, { frames, isMask }: Seen, stack: Stack, parts: LabelParts): void {
  const ranges = stack.segments.of(feature);
  if (ranges.length === 0) return;
  const isWhole = ranges.reduce((count, { start, end }) => count + end - start, 0) <= frames.size;
  parts.addTrack({
    id: feature,
    frames: ranges,
    ...viewOf(stack),
    interpolation: isMask || isWhole ? 'none' : 'linear',
  });
}

function addAnswers(feature: string, given: readonly Given<Attribute>[], stack: Stack, parts: LabelParts): void {
  const segments = stack.segments.of(feature);
  const answers = held(given, segments, 1);
  const isSteady = answers.length === 1 && segments.length > 0;
  for (const { answer, from, ranges } of answers) {
    parts.addAnswer(answer.name, [answer], {
      ...(isSteady ? standingIn(stack, feature) : { id: idAt(feature, from, stack), track: feature }),
      at:
        segments.length > 0
          ? { kind: 'frames', ranges, ...viewOf(stack) }
          : { kind: 'frame', frame: from, ...viewOf(stack) },
    });
  }
  if (!isSteady && segments.length > 0) {
    parts.addTrack({ id: feature, frames: segments, ...viewOf(stack), interpolation: 'none' });
  }
}

/** Questions about the whole, whose answers hold for the segments that are given for them, else for all of it. */
export function addQuestions(annotations: Fields, path: Path, stacks: readonly Stack[], parts: LabelParts): void {
  for (const [index, item] of listInIfThere(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = fieldsOf(item, place);
    const id = featureId(question, `classification-${index}`, place);
    const there = stacks.filter(({ segments }) => segments.has(id));
    for (const stack of there) {
      const ranges: Range[] = stack.segments.of(id);
      parts.addClassification(
        question,
        { ...standingIn(stack, id), at: { kind: 'frames', ranges, ...viewOf(stack) } },
        place,
      );
    }
    if (there.length === 0) parts.addClassification(question, { id, at: { kind: 'whole' } }, place);
  }
}
