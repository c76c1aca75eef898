import { given } from '../../../contracts/given.ts';
import type { Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import {
  asCount,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isMissing,
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
      return durationIn(raw, path);
    case 'conversation':
      return isMissing(value.chatmessage)
        ? {}
        : { messages: [...(unit.messages ?? []), messageIn(value, id, path.at('value'))] };
    default:
      return {};
  }
}

/** The size that the percentages count in; unknown where one of both is, and where importers wrote 0. */
function sizeIn(raw: Fields, path: FieldPath): Partial<Unit> {
  const width = sideIn(raw, 'original_width', path);
  const height = sideIn(raw, 'original_height', path);
  return width === undefined || height === undefined ? {} : { width, height };
}

function sideIn(raw: Fields, key: string, path: FieldPath): number | undefined {
  const side = optionalNumberIn(raw, key, path) ?? 0;
  if (Number.isSafeInteger(side) && side > 0) return side;
  if (side !== 0) path.reading.unread(path.at(key));
  return undefined;
}

function durationIn(raw: Fields, path: FieldPath): Partial<Unit> {
  const seconds = raw.original_length;
  if (typeof seconds === 'number' && seconds >= 0) return { durationMs: seconds * 1000 };
  if (!isMissing(seconds)) path.reading.unread(path.at('original_length'));
  return {};
}

/** How long a video is, as far as a result says: Label Studio counted its frames and measured its seconds. */
function lengthIn(value: Fields, path: FieldPath): Pick<Unit, 'frames' | 'durationMs'> {
  // The editor writes 0 for a video that it has not loaded.
  const frames = optionalNumberIn(value, 'framesCount', path) ?? 0;
  const seconds = optionalNumberIn(value, 'duration', path) ?? 0;
  return given({
    frames: frames > 0 ? asCount(Math.ceil(frames), path.at('framesCount')) : undefined,
    durationMs: seconds > 0 ? seconds * 1000 : undefined,
  });
}

/** https://labelstud.io/tags/chat */
function messageIn(value: Fields, id: string, path: FieldPath): NonNullable<Unit['messages']>[number] {
  const message = fieldsIn(value, 'chatmessage', path);
  const at = path.at('chatmessage');
  checkKeys(message, keys.message, at);
  const { role, content, tool_calls: toolCalls } = message;
  if (!isMissing(toolCalls) && !isEmpty(toolCalls))
    throw invalidAt(at.at('tool_calls'), 'has calls of tools, which are not supported yet');
  return {
    id,
    ...(isMissing(role) ? {} : { author: String(cleanDocument(textIn(message, 'role', at))) }),
    ...(isMissing(content) ? {} : { text: content === '' ? '' : textIn(message, 'content', at) }),
  };
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
