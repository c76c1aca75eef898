import { InvalidLabel } from '../contracts/errors.ts';
import type { LabelStage, Source } from '../label/label.ts';
import type { Route } from './configuration.ts';

/** What a route says of the labels that it takes. */
export type Taking = Pick<Route, 'labels' | 'take' | 'onLeave'>;

export type Judgement = {
  readonly isTaken: boolean;
  /** What becomes of an export of a label that is not taken any more; undefined where the route takes every label. */
  readonly onLeave?: 'keep' | 'withdraw';
  /** Only where the route takes labels by their stage. */
  readonly stage?: LabelStage;
};

/** Whether a route asks for the stage of its labels. */
export const takesByStage = (taking: Taking | undefined): boolean => (taking?.take ?? 'any') !== 'any';

/** Each stage includes what comes after it. */
const order: readonly LabelStage[] = ['in-progress', 'submitted', 'approved'];

/**
 * Whether a route takes a label as it is, judged on what was fetched and never on what an event says. Throws InvalidLabel for
 * a label whose stage is asked for and not known: to pass over it would lose it without a word.
 */
export function judgeTaking(
  { groundTruth, stage, status }: Pick<Source, 'groundTruth' | 'stage' | 'status'>,
  taking: Taking = {},
): Judgement {
  const { labels, take = 'any', onLeave } = taking;
  if (labels === 'ground-truth') {
    // A label that lost this mark was not sent back to work: unless the route says otherwise, its export goes.
    const withdrawn = onLeave ?? 'withdraw';
    if (groundTruth !== true) return { isTaken: false, onLeave: withdrawn };
    if (take === 'any') return { isTaken: true, onLeave: withdrawn };
  } else if (take === 'any') return { isTaken: true };
  if (stage === undefined) {
    throw new InvalidLabel(
      `The label must say which stage of the work it is at, since its route has take: '${take}', but ${status === undefined ? 'says nothing of it' : `its state is ${JSON.stringify(status)}`}. Take labels of this project with take: 'any', then replay.`,
    );
  }
  return { isTaken: order.indexOf(stage) >= order.indexOf(take), onLeave: onLeave ?? 'keep', stage };
}
