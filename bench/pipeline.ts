import { join } from 'node:path';
import { newFolder } from '../local/new-folder.ts';
import { answerOf } from './child.ts';
import { type Benchmark, median } from './measurement.ts';

const rounds = 5;

/** Labels that pass before the clock starts, and labels that are timed. */
export const labelCounts = { warmUp: 100, timed: 400 } as const;

export type PipelineRun = { readonly labelsPerSecond: number; readonly calls: number };

/** Each round is two fresh processes: the pipeline, whose S3 and SQS calls are recorded, then the same calls without it. */
export const pipeline: Benchmark = async () => {
  const folder = newFolder();
  const subject: number[] = [];
  const floor: number[] = [];
  let last: PipelineRun | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const recording = join(folder, `calls-${round}.json`);
    last = await answerOf<PipelineRun>('./pipeline-process.ts', recording);
    subject.push(last.labelsPerSecond);
    floor.push(await answerOf<number>('./emulators-process.ts', recording));
  }
  const [reached, possible] = [median(subject), median(floor)];
  const behind = `${last?.calls} calls for ${labelCounts.timed} labels`;
  return [
    {
      name: 'pipeline/against-emulators',
      // Of each round by itself: its two processes run one after the other, and the machine's mood changes in between rounds.
      value: median(subject.map((rate, round) => rate / (floor[round] ?? Number.NaN))),
      unit: '× rate',
      goal: { atLeast: 0.6 },
      absolute: `${reached.toFixed(0)} ÷ ${possible.toFixed(0)} labels/s (${behind})`,
    },
    { name: 'pipeline/labels', value: reached, unit: 'labels/s' },
  ];
};
