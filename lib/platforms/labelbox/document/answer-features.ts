import { type Fields, invalidAt, isFields } from '../../kit/fields.ts';
import { featuresBelow } from './attributes.ts';
import { type Range, touching } from './segments.ts';
import { idAt, type Stack } from './tracks.ts';

/** Where an answer to a question about an object is: frames of that object, from 0. */
type Holder = { readonly object: string; readonly frames: Set<number> };

/**
 * Segments that nobody has read so far: of answers to questions about an object, since the object itself has its answers at
 * its frames. Reported where they say something else; refused where the feature is nowhere in the label.
 */
export function checkSegments(stack: Stack): void {
  let holders: ReadonlyMap<string, Holder> | undefined;
  for (const [feature, path] of stack.segments.unread()) {
    holders ??= holdersIn(stack.frames);
    const holder = holders.get(feature);
    if (!holder) {
      if (path.reading.hasLeftOut(feature)) continue;
      throw invalidAt(path, nowhere);
    }
    const [first = 0] = holder.frames;
    if (!isAsSeen(stack, feature, holder)) {
      path.reading.notKept(
        idAt(holder.object, first, stack),
        path,
        'frames of an answer other than those of its object',
      );
    }
  }
}

export const nowhere = 'belongs to a feature that is nowhere in the label';

/** Lazily, since few labels ask: whether a feature is that of an answer, at any depth of any part of the annotations. */
export function answerFeatures(parts: readonly unknown[]): (feature: string) => boolean {
  let found: ReadonlySet<string> | undefined;
  return (feature) => {
    found ??= new Set(parts.flatMap((part) => [...featuresWithin(part)]));
    return found.has(feature);
  };
}

/** Lists and maps of frames, objects and questions are five deep at most. */
function* featuresWithin(part: unknown, depth = 0): Generator<string> {
  if (depth > 8 || typeof part !== 'object' || part === null) return;
  if (isFields(part)) {
    if (typeof part.feature_id === 'string') yield part.feature_id;
    yield* featuresBelow(part);
  }
  for (const value of Object.values(part)) yield* featuresWithin(value, depth + 1);
}

function holdersIn(frames: Fields): ReadonlyMap<string, Holder> {
  const found = new Map<string, Holder>();
  for (const [key, frame] of Object.entries(frames)) {
    const objects = isFields(frame) && isFields(frame.objects) ? Object.entries(frame.objects) : [];
    for (const [object, fields] of objects) {
      const questions = isFields(fields) && Array.isArray(fields.classifications) ? fields.classifications : [];
      for (const question of questions.filter(isFields)) {
        for (const feature of [question.feature_id, ...featuresBelow(question)]) {
          if (typeof feature !== 'string') continue;
          const holder = found.get(feature) ?? { object, frames: new Set() };
          found.set(feature, holder);
          holder.frames.add(Number(key) - 1);
        }
      }
    }
  }
  return found;
}

/** Whether the segments are those that the object shows: from each of its frames with the answer to its next frame. */
function isAsSeen({ frames, segments }: Stack, feature: string, { object, frames: seen }: Holder): boolean {
  const all = Object.entries(frames)
    .filter(([, frame]) => isFields(frame) && isFields(frame.objects) && Object.hasOwn(frame.objects, object))
    .map(([key]) => Number(key) - 1)
    .sort((a, b) => a - b);
  const shown = all.flatMap((start, index): Range[] => {
    const segment = segments.of(object).find((range) => range.start <= start && start < range.end);
    const end = Math.min(segment?.end ?? start + 1, all[index + 1] ?? Number.POSITIVE_INFINITY);
    return seen.has(start) ? [{ start, end }] : [];
  });
  return JSON.stringify(touching(shown)) === JSON.stringify(touching(segments.of(feature)));
}
