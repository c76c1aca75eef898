import type { FieldPath, Fields } from '../../kit/fields.ts';
import { type KnownKeys, knownKeys } from '../../kit/known-keys.ts';

/** Who made and changed it, which no label holds. */
const people = ['createdBy', 'lastEditedAt', 'lastEditedBy'];
const made = ['createdAt', 'confidence', 'manualAnnotation', 'isDeleted', 'reviews', ...people];
/** `value` is the name in Encord's own spelling. */
const feature = ['featureHash', 'name', 'value', 'color'];

/**
 * The keys of what Encord draws and asks, also those that are known and not needed:
 * https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json
 */
export const keys = {
  object: knownKeys('an object in `labels`', [
    ...['objectHash', ...feature, 'shape', ...made, 'event', 'interpolate'],
    ...['boundingBox', 'rotatableBoundingBox', 'ellipse', 'circle', 'polygon', 'polygons', 'polyline', 'point'],
    ...['skeleton', 'bitmask', 'cuboid', 'cuboid_2d', 'segmentation'],
  ]),
  classification: knownKeys('a classification in `labels`', ['classificationHash', ...feature, ...made]),
  objectAnswer: knownKeys('an entry of `object_answers`', [
    ...['objectHash', 'classifications', ...feature, 'shape', ...made],
    ...['range', 'range_html', 'spaces'],
  ]),
  classificationAnswer: knownKeys('an entry of `classification_answers`', [
    ...['classificationHash', 'classifications', ...feature, ...made],
    ...['range', 'spaces'],
  ]),
  answer: knownKeys('an answer in `classifications` or `actions`', [
    ...['name', 'value', 'featureHash', 'answers', 'manualAnnotation', 'range', 'spaceId'],
    ...['dynamic', 'trackHash', 'shouldPropagate'],
  ]),
  box: knownKeys('`boundingBox`', ['x', 'y', 'w', 'h']),
  rotatableBox: knownKeys('`rotatableBoundingBox`', ['x', 'y', 'w', 'h', 'theta']),
  ellipse: knownKeys('`ellipse`', ['x', 'y', 'rx', 'ry', 'theta']),
  circle: knownKeys('`circle`', ['x', 'y', 'r', 'stretch', 'theta']),
  vertex: knownKeys('a vertex of `polygon`, `polyline` or `point`', ['x', 'y', 'z']),
  keypoint: knownKeys('a keypoint of `skeleton`', [
    ...['x', 'y', ...feature],
    ...['visibility', 'invisible', 'occluded', 'selfOccluded', 'visible'],
  ]),
  bitmask: knownKeys('`bitmask`', ['top', 'left', 'width', 'height', 'rleString']),
  perspectiveCuboid: knownKeys('`cuboid_2d`', ['front', 'vanishingPoint', 'scaleRatio', 'offset']),
  cuboid: knownKeys('`cuboid`', ['position', 'orientation', 'size']),
} as const satisfies Readonly<Record<string, KnownKeys>>;

/** Of what is not drawn: a key that nobody reads could not move a shape, and never refuses the label. */
export const otherKeys = {
  row: knownKeys('the label row', [
    ...['label_hash', 'branch_name', 'created_at', 'last_edited_at', 'data_hash', 'data_title', 'data_type'],
    ...['dataset_hash', 'dataset_title', 'label_status', 'annotation_task_status', 'workflow_graph_node'],
    ...['data_units', 'spaces', 'object_answers', 'object_actions', 'classification_answers', 'scene'],
    ...['is_shadow_data', 'is_valid', 'is_image_sequence', 'video_link', 'file_type', 'group_hash', 'task_uuid'],
    ...['export_hash', 'exported_at', 'export_history', 'client_metadata', 'images_data', 'priority'],
    ...['assigned_user_email', 'last_actioned_by_user_email', 'backing_item_uuid'],
  ]),
  dataUnit: knownKeys('a data unit', [
    ...['data_hash', 'data_title', 'data_type', 'data_sequence', 'data_link', 'data_links', 'labels'],
    ...['width', 'height', 'data_fps', 'data_duration', 'duration', 'number_of_pages', 'metadata'],
    ...['audio_codec', 'audio_sample_rate', 'audio_bit_depth', 'audio_num_channels'],
  ]),
  space: knownKeys('a space', [
    ...['space_type', 'labels', 'child_info', 'root_info', 'scene_info', 'width', 'height', 'frames'],
    ...['number_of_frames', 'number_of_pages', 'duration_ms'],
  ]),
} as const satisfies Readonly<Record<string, KnownKeys>>;

/** Notes the keys that nobody reads. */
export function noteUnread(fields: Fields, { read }: KnownKeys, path: FieldPath): void {
  for (const key in fields) {
    if (!read.has(key) && Object.hasOwn(fields, key)) path.reading.unread(path.at(key));
  }
}
