import type { Media } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalListIn,
  ownField,
} from '../../kit/fields.ts';
import { answerFeatures, checkSegments } from './answer-features.ts';
import { addAudio } from './audio.ts';
import { KeyFrames } from './key-frames.ts';
import { featureId, type LabelParts, placeOfQuestion } from './label-parts.ts';
import { isEmpty, onlyParts, optionalMapIn } from './parts.ts';
import { addRelations } from './relations.ts';
import { framesRange, Segments } from './segments.ts';
import { addFrames, addQuestions, type Stack } from './tracks.ts';

type Add = (annotations: Fields, path: FieldPath, parts: LabelParts) => void;

/** Objects and questions in two lists: images, maps, texts, documents, conversations, web pages. */
const addLists: Add = (annotations, path, parts) => {
  for (const [index, item] of optionalListIn(annotations, 'objects', path).entries()) {
    const place = path.at('objects').at(index);
    const object = asFields(item, place);
    parts.addObject(object, { id: featureId(object, `object-${index}`, place), at: { kind: 'whole' } }, place);
  }
  for (const [index, item] of optionalListIn(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = asFields(item, place);
    const id = featureId(question, `classification-${index}`, place);
    parts.addClassification(question, { id, at: placeOfQuestion(question, place) }, place);
  }
};

/** https://docs.labelbox.com/reference/export-video-annotations */
const addVideo: Add = (annotations, path, parts) => {
  const keyFrames = optionalMapIn(annotations, 'key_frame_feature_map', path);
  const stack: Stack = {
    frames: optionalMapIn(annotations, 'frames', path),
    path: path.at('frames'),
    segments: new Segments(optionalMapIn(annotations, 'segments', path), path.at('segments'), framesRange),
    keyFrames: new KeyFrames(keyFrames, path.at('key_frame_feature_map')),
  };
  addStacks([stack], keyFrames, annotations, path, parts);
};

/** A volume is annotated in up to three planes, each a stack of its own: https://docs.labelbox.com/reference/export-dicom-annotations */
const addVolume: Add = (annotations, path, parts) => {
  const keyFrames = optionalMapIn(annotations, 'key_frame_feature_map', path);
  const segments = optionalMapIn(annotations, 'segments', path);
  const groups = optionalMapIn(annotations, 'groups', path);
  const views = [...new Set([...Object.keys(groups), ...Object.keys(segments)])];
  const stacks = views.map((view): Stack => {
    const place = path.at('groups').under(view);
    const group = ownField(groups, view) === undefined ? {} : asFields(ownField(groups, view), place);
    onlyParts(group, groupKeys, place, 'a plane');
    if (!isEmpty(group.classifications)) {
      throw invalidAt(
        place.at('classifications'),
        'holds for one plane of the volume, which the canonical label cannot express: it can for frames or for the whole volume',
      );
    }
    const inView = ownField(segments, view);
    const at = path.at('segments').under(view);
    return {
      frames: optionalMapIn(group, 'frames', place),
      path: place.at('frames'),
      segments: new Segments(isEmpty(inView) ? {} : asFields(inView, at), at, framesRange),
      keyFrames: new KeyFrames(keyFrames, path.at('key_frame_feature_map'), view),
      view,
    };
  });
  addStacks(stacks, keyFrames, annotations, path, parts);
};

function addStacks(
  stacks: readonly Stack[],
  keyFrames: Fields,
  annotations: Fields,
  path: FieldPath,
  parts: LabelParts,
): void {
  for (const stack of stacks) addFrames(stack, parts);
  addQuestions(annotations, path, stacks, parts);
  for (const stack of stacks) checkSegments(stack);
  const isAnswer = answerFeatures([...stacks.map(({ frames }) => frames), annotations.classifications]);
  const isKnown = (feature: string) =>
    parts.named(feature) !== undefined || path.reading.hasLeftOut(feature) || isAnswer(feature);
  KeyFrames.requireKnown(keyFrames, path.at('key_frame_feature_map'), isKnown);
}

const groupKeys = new Set(['name', 'classifications', 'frames']);

type Reading = { readonly add: Add; readonly keys: ReadonlySet<string> };

const lists: Reading = { add: addLists, keys: new Set(['objects', 'classifications', 'relationships']) };
const stackKeys = ['classifications', 'relationships', 'segments', 'key_frame_feature_map'];
const readings: Partial<Record<Media, Reading>> = {
  video: { add: addVideo, keys: new Set([...stackKeys, 'frames']) },
  volume: { add: addVolume, keys: new Set([...stackKeys, 'groups']) },
  audio: { add: addAudio, keys: new Set([...stackKeys, 'timestamp']) },
};

/** Everything in a label's `annotations`. Refuses a part that holds something and that nobody reads here. */
export function addAnnotations(annotations: Fields, media: Media, parts: LabelParts, path: FieldPath): void {
  const { add, keys } = readings[media] ?? lists;
  onlyParts(annotations, keys, path, `a label of ${media}`);
  if ([...keys].every((key) => isMissing(annotations[key]))) {
    throw invalidAt(path, `must have one of ${[...keys].join(', ')}, but has none. An empty label has empty lists`);
  }
  add(annotations, path, parts);
  addRelations(annotations, path, parts);
}
