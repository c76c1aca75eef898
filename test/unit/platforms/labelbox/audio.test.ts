import { describe, expect, it } from 'vitest';
import { invalidLabel, labelOf as labelWith } from './labels-of.ts';

const labelOf = (annotations: object, media: object) => labelWith({ annotations, media });
const answer = (name: string, feature_id = 'q') => ({ feature_id, name: 'act', radio_answer: { name } });

describe('answers about stretches of an audio', () => {
  const placesOf = (timestamp: unknown, segments: object = {}) =>
    labelOf({ timestamp, segments, classifications: [] }, { asset_type: 'audio' }).annotations.map(({ id, at }) => [
      id,
      at,
    ]);
  const stretch = [['q', { kind: 'time', ranges: [{ start: 500, end: 2000.5 }] }]];

  it.each([
    ['by the millisecond they begin at', { 500: { classifications: [answer('x')], objects: {} } }],
    ['by the millisecond, as a list', { 500: [answer('x')] }],
    ['as a list', [answer('x')]],
    ['as a list under their own key', { classifications: [answer('x')] }],
    ['by feature', { q: { name: 'act', radio_answer: { name: 'x' } } }],
  ])('are read when they come %s', (_what, timestamp) => {
    expect(placesOf(timestamp, { q: [[500, 2000.5]] })).toEqual(stretch);
  });

  it('hold until the next answer', () => {
    expect(placesOf({ 0: [answer('x')], 700: [answer('y')] }, { q: [[0, 1000]] })).toEqual([
      ['q#0', { kind: 'time', ranges: [{ start: 0, end: 700 }] }],
      ['q#700', { kind: 'time', ranges: [{ start: 700, end: 1000 }] }],
    ]);
  });

  it('are about an instant where their question has no stretch', () => {
    expect(placesOf({ 250: [answer('x')] })).toEqual([['q', { kind: 'time', ranges: [{ start: 250, end: 250 }] }]]);
  });

  it.each<[string, unknown, object, RegExp]>([
    ['without any time', [answer('x')], {}, /timestamp\[0\] must have a time/],
    [
      'without a feature id',
      { 0: [{ name: 'n', text_answer: { content: '' } }] },
      {},
      /feature_id must be a string, but is missing/,
    ],
    [
      'under a name that is neither time nor feature',
      { soon: { feature_id: 'q' } },
      {},
      /timestamp.soon must be a millisecond with its questions or/,
    ],
    ['beside objects', { 0: { objects: { a: {} } } }, {}, /timestamp.0.objects is a part/],
    [
      'of a feature that is not there',
      {},
      { q: [[0, 1]] },
      /segments.q belongs to a feature that is nowhere in the label/,
    ],
    ['as a number', 7, {}, /timestamp must be an object/],
  ])('are refused when they come %s', (_what, timestamp, segments, message) => {
    expect(() => placesOf(timestamp, segments)).toThrow(invalidLabel(message));
  });
});
