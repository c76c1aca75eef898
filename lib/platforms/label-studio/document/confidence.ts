import { type FieldPath, type Fields, isMissing } from '../../kit/fields.ts';
import type { Result } from './results.ts';

/** How sure a model was: of the result, or in its value, where some models put it. */
export function confidenceOf(group: readonly Result[], id: string): number | undefined {
  for (const { raw, value, path } of group) {
    const confidence = confidenceIn(raw, path, id) ?? confidenceIn(value, path.at('value'), id);
    if (confidence !== undefined) return confidence;
  }
  return undefined;
}

/** For the annotation `id`, which is in the label with or without it. */
export function confidenceIn(fields: Fields, path: FieldPath, id: string): number | undefined {
  for (const key of ['score', 'confidence']) {
    const confidence = fields[key];
    if (isMissing(confidence)) continue;
    if (typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return confidence;
    path.reading.notKept(id, path.at(key), 'a confidence that is not a number from 0 to 1');
  }
  return undefined;
}
