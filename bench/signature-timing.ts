import { answerOf } from './child.ts';
import type { Benchmark } from './measurement.ts';
import type { ComparedTimes } from './signature-timing-process.ts';

const line = 4.5;

/**
 * Whether the time of a refusal tells where a signature goes wrong. No floor: two samples taken in turn, and Welch's t
 * between them, with the line that leakage tests (TVLA) draw. The planted comparison, character by character, is what a
 * leak looks like here, and must be found.
 */
export const signatureTiming: Benchmark = async () => {
  const compared = await answerOf<readonly ComparedTimes[]>('./signature-timing-process.ts');
  return compared.map(({ name, t, effect, differenceNanoseconds, medianNanoseconds, samples, planted }) => ({
    name: `signature-timing/${name}`,
    value: Math.abs(t),
    unit: '|t|',
    goal: planted ? { atLeast: line } : { atMost: line },
    absolute: `d ${effect.toFixed(3)}, ${differenceNanoseconds.toFixed(1)} ns of ${medianNanoseconds.toFixed(0)} ns, ${samples} samples each: ${planted ? 'a leak, planted' : Math.abs(t) <= line ? 'no leak seen' : 'LEAK'}`,
  }));
};
