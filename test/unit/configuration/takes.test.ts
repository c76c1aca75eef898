import { describe, expect, it } from 'vitest';
import { judgeTaking, type Taking, takesByStage } from '../../../lib/configuration/takes.ts';
import type { Source } from '../../../lib/label/label.ts';

type Judged = Pick<Source, 'groundTruth' | 'stage' | 'status'>;

describe('whether a route takes a label', () => {
  it.each<[Taking, Judged, boolean, string | undefined]>([
    [{}, {}, true, undefined],
    [{}, { stage: 'in-progress' }, true, undefined],
    [{ take: 'any', onLeave: 'withdraw' }, {}, true, undefined],
    [{ take: 'submitted' }, { stage: 'in-progress' }, false, 'keep'],
    [{ take: 'submitted' }, { stage: 'submitted' }, true, 'keep'],
    [{ take: 'submitted' }, { stage: 'approved' }, true, 'keep'],
    [{ take: 'approved' }, { stage: 'in-progress' }, false, 'keep'],
    [{ take: 'approved' }, { stage: 'submitted' }, false, 'keep'],
    [{ take: 'approved' }, { stage: 'approved' }, true, 'keep'],
    [{ take: 'approved', onLeave: 'withdraw' }, { stage: 'submitted' }, false, 'withdraw'],
    [{ labels: 'ground-truth' }, {}, false, 'withdraw'],
    [{ labels: 'ground-truth', onLeave: 'keep' }, {}, false, 'keep'],
    [{ labels: 'ground-truth' }, { groundTruth: true }, true, 'withdraw'],
    [{ labels: 'ground-truth', take: 'approved' }, { groundTruth: true, stage: 'submitted' }, false, 'keep'],
    [{ labels: 'ground-truth', take: 'approved' }, { stage: 'approved' }, false, 'withdraw'],
  ])('with %j and the label %j is %j, and what is exported: %s', (taking, source, isTaken, onLeave) => {
    expect(judgeTaking(source, taking)).toMatchObject({ isTaken });
    expect(judgeTaking(source, taking).onLeave).toBe(onLeave);
  });

  it('cannot be said of a label whose stage is not known, which is reported with its state', () => {
    expect(() => judgeTaking({ status: 'PAUSED' }, { take: 'approved' })).toThrow(
      expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(/its state is "PAUSED".*'any'/) }),
    );
    expect(() => judgeTaking({}, { take: 'submitted' })).toThrow(/says nothing of it/);
  });
});

it('only a route with take, and not any, asks for the stage of its labels', () => {
  expect(
    [undefined, {}, { take: 'any' }, { take: 'submitted' }].map((taking) => takesByStage(taking as Taking)),
  ).toEqual([false, false, false, true]);
});
