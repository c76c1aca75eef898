import type { Edit } from './change.ts';
import type { Counting } from './faults.ts';
import type { Sample } from './samples.ts';

/** How faults are planted in the files that a format writes with some options, and which samples it holds to the last pixel. */
export type Planting = {
  readonly options: object;
  readonly counting?: Counting;
  readonly edit: Edit;
  readonly holds: readonly Sample[];
};
