import type { Unit } from '../label/label.ts';
import type { Block } from './drawing.ts';
import type { Mark } from './mark.ts';

/** What is known of a unit; of one that a file alone tells of, its name and perhaps its size. */
export type DrawnUnit = Pick<Unit, 'name'> & Partial<Omit<Unit, 'id' | 'name'>>;

/** What a medium makes of the marks of a unit. */
export type Drawn = {
  readonly blocks: readonly Block[];
  /** The marks that are to be seen in the blocks: all others are listed below. */
  readonly shown: ReadonlySet<Mark>;
  readonly notes?: readonly string[];
};
