import { given } from '../../../contracts/given.ts';
import type { Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import {
  asCount,
  countIn,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isFields,
  isMissing,
  numberIn,
  optionalNumberIn,
  textIn,
} from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import type { Result } from './results.ts';

/** The unit with what a result says about it besides its mark: the task's data are addresses, which say nothing. */
export function withFacts(unit: Unit, result: Result): Unit {
  const facts = factsOf(unit, result);
  for (const key of ['width', 'height'] as const) {
    if (unit[key] !== undefined && facts[key] !== undefined && unit[key] !== facts[key]) {
      throw invalidAt(
        result.path.at(`original_${key}`),
        'must be the same in all results of one picture, but is another than before',
      );
    }
  }
  // Label Studio's count may differ by a frame or two from one region to the next: the video is as long as the longest.
  const frames = Math.max(unit.frames ?? 0, facts.frames ?? 0);
  const messages = facts.messages ?? unit.messages;
  return { ...facts, ...unit, ...(frames > 0 ? { frames } : {}), ...(messages ? { messages } : {}) };
}

function factsOf(unit: Unit, { value, raw, path, id }: Result): Partial<Unit> {
  switch (unit.media) {
    case 'image':
    case 'document':
      return sizeIn(raw, path);
    case 'video':
      return { ...sizeIn(raw, path), ...lengthIn(value, path.at('value')) };
    case 'audio':
      return isMissing(raw.original_length) ? {} : { durationMs: numberIn(raw, 'original_length', path) * 1000 };
    case 'conversation':
      return isMissing(value.chatmessage)
        ? {}
        : { messages: [...(unit.messages ?? []), messageIn(value, id, path.at('value'))] };
    default:
      return {};
  }
}

function sizeIn(raw: Fields, path: FieldPath): Partial<Unit> {
  const isUnknown = ({ original_width: width, original_height: height }: Fields) =>
    (isMissing(width) && isMissing(height)) || width === 0 || height === 0; // 0 stands for unknown
  if (isUnknown(raw)) return {};
  return { width: countIn(raw, 'original_width', path, 1), height: countIn(raw, 'original_height', path, 1) };
}

/** How long a video is, as far as a result says: Label Studio counted its frames and measured its seconds. */
function lengthIn(value: Fields, path: FieldPath): Pick<Unit, 'frames' | 'durationMs'> {
  // The editor writes 0 for a video that it has not loaded.
  const counted = optionalNumberIn(value, 'framesCount', path) ?? 0;
  const last = lastKeyFrameOf(value);
  const frames = counted > 0 && last === Math.ceil(counted) + 1 ? last : counted; // its count may be one too low
  const seconds = optionalNumberIn(value, 'duration', path) ?? 0;
  return given({
    frames: frames > 0 ? asCount(Math.ceil(frames), path.at('framesCount')) : undefined,
    durationMs: seconds > 0 ? seconds * 1000 : undefined,
  });
}

/** From 1; 0 where there is none. */
const lastKeyFrameOf = ({ sequence }: Fields): number =>
  (Array.isArray(sequence) ? sequence : []).reduce<number>(
    (last, entry: unknown) => (isFields(entry) && typeof entry.frame === 'number' ? Math.max(last, entry.frame) : last),
    0,
  );

/** https://labelstud.io/tags/chat */
function messageIn(value: Fields, id: string, path: FieldPath): NonNullable<Unit['messages']>[number] {
  const message = fieldsIn(value, 'chatmessage', path);
  const at = path.at('chatmessage');
  checkKeys(message, keys.message, at);
  const { role, content, tool_calls: toolCalls } = message;
  if (!isMissing(toolCalls)) throw invalidAt(at.at('tool_calls'), 'has calls of tools, which are not supported yet');
  return {
    id,
    ...(isMissing(role) ? {} : { author: String(cleanDocument(textIn(message, 'role', at))) }),
    ...(isMissing(content) ? {} : { text: content === '' ? '' : textIn(message, 'content', at) }),
  };
}
