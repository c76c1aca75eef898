import { knownKeys } from '../../kit/known-keys.ts';

const marks = [
  ...['x', 'y', 'width', 'height', 'rotation', 'radiusX', 'radiusY', 'points', 'vertices', 'closed', 'page'],
  ...['rle', 'format', 'imageDataURL', 'sequence', 'ranges', 'framesCount', 'duration', 'chatmessage'],
  ...['start', 'end', 'startOffset', 'endOffset', 'globalOffsets', 'text', 'channel', 'instant'],
];
const keyFrame = ['frame', 'time', 'enabled', 'auto', 'score'];

/** The keys of what Label Studio draws and marks: https://labelstud.io/guide/task_format */
export const keys = {
  value: knownKeys('`value` of a result, besides labels and answers', [...marks, 'score']),
  keyFrame: knownKeys('`value.sequence[]` of a box', [...keyFrame, 'x', 'y', 'width', 'height', 'rotation']),
  pathKeyFrame: knownKeys('`value.sequence[]` of a path', [...keyFrame, 'vertices', 'closed']),
  vertex: knownKeys('`value.vertices[]`', [
    ...['id', 'x', 'y', 'prevPointId', 'isBezier', 'controlPoint1', 'controlPoint2'],
    ...['disconnected', 'isBranching'], // how the handles of the curve move together, and what the list order says too
  ]),
  range: knownKeys('`value.ranges[]`', ['start', 'end']),
  message: knownKeys('`value.chatmessage`', ['role', 'content', 'createdAt', 'tool_calls']),
};

/** Two of these in one value that belong to different kinds of marks say two places. */
export const marking: ReadonlySet<string> = new Set([
  ...['x', 'y', 'width', 'height', 'radiusX', 'radiusY', 'points', 'vertices', 'rle', 'imageDataURL', 'sequence'],
  ...['ranges', 'chatmessage', 'start', 'end', 'startOffset', 'endOffset', 'globalOffsets', 'channel'],
]);
