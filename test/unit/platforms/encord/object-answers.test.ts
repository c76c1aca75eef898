import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, type Json, normalise, object, row, unit, video } from './label-rows.ts';

describe('answers that change along a video', () => {
  const note = (text: string, ...range: number[][]) => ({ ...answer('Note', 'note', text), range });
  const texts = (frames: readonly number[], actions: readonly Json[]) =>
    normalise(
      video(Object.fromEntries(frames.map((frame) => [frame, [object()]])), {
        object_answers: { 'object-1': { classifications: [answer('Name', 'name', 'constant')] } },
        object_actions: { 'object-1': { actions } },
      }),
    ).annotations.map(({ attributes }) =>
      attributes.flatMap(({ value }) => (value.kind === 'text' ? [value.text] : [])),
    );

  it('answers that change along a video are at the frames they hold for, after those that do not change', () => {
    expect(texts([1, 2, 3, 4], [note('late', [3, 3]), note('early', [0, 2], [4, 9])])).toEqual([
      ['constant', 'early'],
      ['constant', 'early'],
      ['constant', 'late'],
      ['constant', 'early'],
    ]);
  });

  it('answers that change begin again with each unit of a study', () => {
    const frames = { 0: { objects: [object()] }, 9: { objects: [object()] } };
    const { annotations } = normalise(
      row({
        data_type: 'dicom_study',
        data_units: { a: unit({ labels: frames }), b: unit({ labels: frames }) },
        object_actions: { 'object-1': { actions: [note('first', [0, 0]), note('last', [9, 9])] } },
      }),
    );
    expect(annotations.map(({ attributes: [first] }) => first?.value.kind === 'text' && first.value.text)).toEqual([
      'first',
      'last',
      'first',
      'last',
    ]);
  });

  it('answers at growing frames are those that a search through all ranges finds', () => {
    const ranges = fc.array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 5 })), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(ranges, { maxLength: 6 }), (actions) => {
        const frames = Array.from({ length: 25 }, (_, frame) => frame);
        const spans = actions.map((list) => list.map(([first, length]) => [first, first + length]));
        const expected = frames.map((frame) => [
          'constant',
          ...spans.flatMap((list, index) =>
            list.filter(([first = 0, last = 0]) => first <= frame && frame <= last).length > 0 ? [`note ${index}`] : [],
          ),
        ]);
        const notes = spans.map((list, index) => note(`note ${index}`, ...list));
        // Two ranges of one action may overlap, and the answer is one all the same.
        expect(texts(frames, notes)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
