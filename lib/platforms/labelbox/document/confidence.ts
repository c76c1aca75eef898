import { type FieldPath, type Fields, isMissing } from '../../kit/fields.ts';

/** How sure a model was whose predictions somebody imported; reported for the annotation `id` where it cannot be kept. */
export function confidenceIn({ confidence }: Fields, path: FieldPath, id: string): number | undefined {
  if (isMissing(confidence)) return undefined;
  if (typeof confidence === 'number' && confidence >= 0 && confidence <= 1) return confidence;
  path.reading.notKept(id, path.at('confidence'), 'a confidence that is not a number from 0 to 1');
  return undefined;
}
