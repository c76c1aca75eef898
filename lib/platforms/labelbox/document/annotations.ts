import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Media } from '../../../label/label.ts';
import { addAudio } from './audio.ts';
import { KeyFrames } from './key-frames.ts';
import { featureId, type LabelParts, placeOfQuestion } from './label-parts.ts';
import { type Fields, fieldsOf, isEmpty, listInIfThere, mapInIfThere, onlyParts, own, Path } from './parts.ts';
import { addRelationships } from './relations.ts';
import { framesRange, Segments } from './segments.ts';
import { addFrames, addQuestions, type Stack } from './tracks.ts';

type Add = (annotations: Fields, path: Path, parts: LabelParts) => void;

/** Objects and questions in two lists: images, maps, texts, documents, conversations, web pages. */
const addLists: Add = (annotations, path, parts) => {
  for (const [index, item] of listInIfThere(annotations, 'objects', path).entries()) {
    const place = path.at('objects').at(index);
    const object = fieldsOf(item, place);
    parts.addObject(object, { id: featureId(object, `object-${index}`, place), at: { kind: 'whole' } }, place);
  }
  for (const [index, item] of listInIfThere(annotations, 'classifications', path).entries()) {
    const place = path.at('classifications').at(index);
    const question = fieldsOf(item, place);
    const id = featureId(question, `classification-${index}`, place);
    parts.addClassification(question, { id, at: placeOfQuestion(question, place) }, place);
  }
};

/** https://docs.labelbox.com/reference/export-video-annotations */
const addVideo: Add = (annotations, path, parts) => {
  const keyFrames = mapInIfThere(annotations, 'key_frame_feature_map', path);
  const stack: Stack = {
    frames: mapInIfThere(annotations, 'frames', path),
    path: path.at('frames'),
    segments: new Segments(mapInIfThere(annotations, 'segments', path), path.at('segments'), framesRange),
    keyFrames: new KeyFrames(keyFrames, path.at('key_frame_feature_map')),
  };
  addStacks([stack], keyFrames, annotations, path, parts);
};

/** A volume is annotated in up to three planes, each a stack of its own: https://docs.labelbox.com/reference/export-dicom-annotations */
const addVolume: Add = (annotations, path, parts) => {
  const keyFrames = mapInIfThere(annotations, 'key_frame_feature_map', path);
  const segments = mapInIfThere(annotations, 'segments', path);
  const groups = mapInIfThere(annotations, 'groups', path);
  const views = [...new Set([...Object.keys(groups), ...Object.keys(segments)])];
  const stacks = views.map((view): Stack => {
    const place = path.at('groups').at(view);
    const group = own(groups, view) === undefined ? {} : fieldsOf(own(groups, view), place);
    onlyParts(group, groupKeys, place, 'a plane');
    if (!isEmpty(group.classifications)) {
      throw new InvalidLabel(
        `${place}.classifications holds for one plane of the volume, which the canonical label cannot say; for frames or the volume it can.`,
      );
    }
    const ofView = own(segments, view);
    const at = path.at('segments').at(view);
    return {
      frames: mapInIfThere(group, 'frames', place),
      path: place.at('frames'),
      segments: new Segments(isEmpty(ofView) ? {} : fieldsOf(ofView, at), at, framesRange),
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
  path: Path,
  parts: LabelParts,
): void {
  for (const stack of stacks) addFrames(stack, parts);
  addQuestions(annotations, path, stacks, parts);
  for (const { segments } of stacks) segments.requireAllRead();
  const isKnown = (feature: string) => parts.named(feature) !== undefined;
  KeyFrames.requireKnown(keyFrames, path.at('key_frame_feature_map'), isKnown);
}

const groupKeys = new Set(['classifications', 'frames']);

type Reading = { readonly add: Add; readonly keys: ReadonlySet<string> };

const lists: Reading = { add: addLists, keys: new Set(['objects', 'classifications', 'relationships']) };
const stackKeys = ['classifications', 'relationships', 'segments', 'key_frame_feature_map'];
const readings: Partial<Record<Media, Reading>> = {
  video: { add: addVideo, keys: new Set([...stackKeys, 'frames']) },
  volume: { add: addVolume, keys: new Set([...stackKeys, 'groups']) },
  audio: { add: addAudio, keys: new Set(['classifications', 'relationships', 'segments', 'timestamp']) },
};

/** Everything that `annotations` of a label hold. Throws for a part that has something in it and is not known here. */
export function addAnnotations(annotations: Fields, media: Media, parts: LabelParts): void {
  const place = new Path('annotations');
  const { add, keys } = readings[media] ?? lists;
  onlyParts(annotations, keys, place, `a label of ${media}`);
  if (![...keys].some((key) => annotations[key] !== undefined && annotations[key] !== null)) {
    throw new InvalidLabel(`${place} holds none of ${[...keys].join(', ')}; an empty label holds empty lists.`);
  }
  add(annotations, place, parts);
  addRelationships(annotations, place, parts);
}
