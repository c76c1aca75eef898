import type { Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { countOf, fieldsOf, invalidAt, isGiven, numberOf, onlyKnown, textOf } from './fields.ts';
import type { Result } from './results.ts';
import { lengthOf } from './tracks.ts';

/** What a result says of its unit besides what it marks: a task's data are addresses, and tell nothing of what is there. */
export function withFacts(unit: Unit, result: Result): Unit {
  const facts = factsOf(unit, result);
  for (const key of ['width', 'height'] as const) {
    if (unit[key] !== undefined && facts[key] !== undefined && unit[key] !== facts[key]) {
      throw invalidAt(
        `${result.path}.original_${key}`,
        'is another one than in a result before it, of the same picture',
      );
    }
  }
  // What Label Studio counts may differ by a frame or two from one region to the next: the video is as long as the longest.
  const frames = Math.max(unit.frames ?? 0, facts.frames ?? 0);
  const messages = facts.messages ?? unit.messages;
  return { ...facts, ...unit, ...(frames > 0 ? { frames } : {}), ...(messages ? { messages } : {}) };
}

function factsOf(unit: Unit, { value, raw, path, id }: Result): Partial<Unit> {
  switch (unit.media) {
    case 'image':
    case 'document':
      return sizeOf(raw, path);
    case 'video':
      return { ...sizeOf(raw, path), ...lengthOf(value, `${path}.value`) };
    case 'audio': {
      if (!isGiven(raw.original_length)) return {};
      const seconds = numberOf(raw.original_length, `${path}.original_length`);
      return { durationMs: seconds * 1000 };
    }
    case 'conversation':
      return isGiven(value.chatmessage)
        ? { messages: [...(unit.messages ?? []), messageOf(value.chatmessage, id, path)] }
        : {};
    default:
      return {};
  }
}

function sizeOf({ original_width: width, original_height: height }: Result['raw'], path: string): Partial<Unit> {
  if (!isGiven(width) && !isGiven(height)) return {};
  return {
    width: countOf(width, `${path}.original_width`, 1),
    height: countOf(height, `${path}.original_height`, 1),
  };
}

const messageKeys = new Set(['role', 'content', 'createdAt', 'tool_calls']);

/** https://labelstud.io/tags/chat */
function messageOf(message: unknown, id: string, path: string): NonNullable<Unit['messages']>[number] {
  const at = `${path}.value.chatmessage`;
  const of = fieldsOf(message, at);
  onlyKnown(of, (key) => messageKeys.has(key), at);
  if (isGiven(of.tool_calls)) throw invalidAt(`${at}.tool_calls`, 'holds calls of tools, which are not supported yet');
  return {
    id,
    ...(isGiven(of.role) ? { author: String(cleanDocument(textOf(of.role, `${at}.role`))) } : {}),
    ...(isGiven(of.content)
      ? { text: typeof of.content === 'string' ? of.content : textOf(of.content, `${at}.content`) }
      : {}),
  };
}
