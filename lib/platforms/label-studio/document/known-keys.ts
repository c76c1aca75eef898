import { always, knownKeys } from '../../kit/known-keys.ts';

const confidence = ['score', 'confidence'];
const keyFrame = ['frame', 'time', 'enabled', 'auto', ...confidence];

/** The keys of an annotation's results: https://labelstud.io/guide/task_format, https://labelstud.io/tags */
export const keys = {
  result: knownKeys('`result[]`', [
    ...['id', 'from_name', 'to_name', 'type', 'value', 'origin', 'item_index', 'parentID', 'meta'],
    ...['original_width', 'original_height', 'original_length', 'image_rotation', ...confidence],
  ]),
  relation: knownKeys('`result[]` of type `relation`', ['type', 'from_id', 'to_id', 'direction', 'labels']),
  value: knownKeys('`value` of every result, besides its labels, its answer and what follows', confidence),
  box: knownKeys('`value` of a rectangle', ['x', 'y', 'width', 'height', 'rotation', 'page'], {
    radiusX: always,
    radiusY: always,
  }),
  ellipse: knownKeys('`value` of an ellipse', ['x', 'y', 'radiusX', 'radiusY', 'rotation', 'page'], {
    width: always,
    height: always,
  }),
  polygon: knownKeys('`value` of a polygon', ['points', 'closed', 'page']),
  point: knownKeys('`value` of a keypoint', ['x', 'y', 'width', 'page'], { height: always }),
  path: knownKeys('`value` of a vector', ['vertices', 'closed', 'page']),
  vertex: knownKeys('a vertex of a vector', [
    ...['id', 'x', 'y', 'prevPointId', 'isBezier', 'controlPoint1', 'controlPoint2'],
    ...['disconnected', 'isBranching'], // how the handles of the curve move together, and what the list order says too
  ]),
  brush: knownKeys('`value` of a brush', ['rle', 'format'], { x: 0, y: 0 }),
  bitmap: knownKeys('`value` of a bitmask', ['imageDataURL'], { x: 0, y: 0 }),
  sequence: knownKeys('`value` of a region of a video', ['sequence', 'framesCount', 'duration']),
  boxAtFrame: knownKeys('a key frame of `VideoRectangle`', [...keyFrame, 'x', 'y', 'width', 'height', 'rotation']),
  pathAtFrame: knownKeys('a key frame of `VideoVector`', [...keyFrame, 'vertices', 'closed']),
  timeline: knownKeys('`value` of `TimelineLabels`', ['ranges', 'framesCount', 'duration']),
  range: knownKeys('a range of a timeline', ['start', 'end']),
  stretch: knownKeys('`value` of a stretch of text, audio or a time series', [
    ...['start', 'end', 'startOffset', 'endOffset', 'globalOffsets', 'text', 'channel', 'instant'],
  ]),
  chat: knownKeys('`value` of a message', ['chatmessage']),
  message: knownKeys('`chatmessage`', ['role', 'content', 'createdAt', 'tool_calls']),
};
