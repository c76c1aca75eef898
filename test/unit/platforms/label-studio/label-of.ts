import type { Label } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import { aTask, imageConfig, occurredAt } from './tasks.ts';

type Json = Record<string, unknown>;

/** Results → the label, read with a configuration. */
export const labelOf = (results: unknown, config = imageConfig, more: Json & { annotation?: Json } = {}): Label =>
  normalise(
    { ref: { label: undefined, occurredAt }, document: aTask(results, more), ontology: { label_config: config } },
    '12',
  );

/** The message of the refusal; fails the test when nothing is refused, or by another name than InvalidLabel. */
export function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if ((error as Error).name === 'InvalidLabel') return (error as Error).message;
    throw error;
  }
  throw new Error('It was not refused.');
}
