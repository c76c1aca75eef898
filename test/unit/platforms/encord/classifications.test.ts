import { describe, expect, it } from 'vitest';
import { answer, answered, group, invalid, type Json, normalise, question, video } from './label-rows.ts';

describe('a classification', () => {
  const entry = { classificationHash: 'class-1', featureHash: 'weather', name: 'Weather' };
  const placed = { classifications: [entry] };
  const answered = (parts: Json = {}) => ({
    classification_answers: {
      'class-1': { featureHash: 'weather', classifications: [answer('Weather', 'root', 'dry')], ...parts },
    },
  });
  const ontology = (level?: string) => ({
    classifications: [{ featureNodeHash: 'weather', level, attributes: [question('Weather today', 'text', 'root')] }],
  });
  const unitsOf = (document: unknown, structure?: unknown) =>
    normalise(document, structure).annotations.map(({ unit }) => unit);

  it('a classification holds for the units of its entries where the answer has no range', () => {
    for (const range of [undefined, null]) {
      expect(unitsOf(group(answered({ range }), [placed, {}, placed]))).toEqual(['unit-0', 'unit-2']);
    }
    expect(unitsOf(group({}, [placed, {}, {}]))).toEqual(['unit-0']);
    expect(unitsOf(group(answered({ featureHash: null, range: [[0, 2]] }), [placed, {}, {}]))).toEqual(['unit-0']);
  });

  it('a classification holds for the units in the range of its answer, which overrides entries', () => {
    expect(unitsOf(group(answered({ range: [[1, 2]] })))).toEqual(['unit-1', 'unit-2']);
    expect(unitsOf(group(answered({ range: [[1, 2]] }), [placed, placed, {}]))).toEqual(['unit-1', 'unit-2']);
  });

  it('a classification with an empty range holds for all units, unless it has entries and is not global', () => {
    const all = ['unit-0', 'unit-1', 'unit-2'];
    expect(unitsOf(group(answered({ range: [] })))).toEqual(all);
    expect(unitsOf(group(answered({ range: [] }), [placed, {}, {}]), ontology('global'))).toEqual(all);
    expect(unitsOf(group(answered({ range: [] }), [placed, {}, {}]), ontology())).toEqual(['unit-0']);
    expect(unitsOf(group(answered({ range: [] }), [placed, {}, {}]))).toEqual(['unit-0']);
  });

  it('an answer about images that is in none of them is left out and reported', () => {
    const { annotations, leftOut } = normalise(group(answered({ range: [] })), ontology());
    expect(annotations).toEqual([]);
    expect(leftOut).toEqual([
      {
        id: 'class-1',
        code: 'degenerate',
        path: 'classification_answers.class-1',
        detail: 'an answer that is in no frame and no image',
      },
    ]);
  });

  it('an answer that was left behind by a deleted classification is ignored', () => {
    expect(unitsOf(group(answered()))).toEqual([]);
  });

  it('a classification has the name of its root question in the ontology, else in its entry or its only answer', () => {
    const nameIn = (document: unknown, structure?: unknown) => normalise(document, structure).annotations[0]?.category;
    expect(nameIn(group(answered({ range: [[0, 0]] })), ontology())).toBe('Weather today');
    expect(nameIn(group({}, [placed]))).toBe('Weather');
    expect(nameIn(group(answered({ range: [[0, 0]] })))).toBe('Weather');
  });

  const two = [answer('How hard?', 'nested', 'much'), answer('Weather', 'root', 'rain')];
  it.each<[string, Json, string[]]>([
    ['a range outside the group', { range: [[1, 3]] }, ['class-1.range', 'data_sequence 3']],
    ['a range of something unnamed', { range: [[0, 0]], featureHash: null }, ['class-1', 'must have a featureHash']],
    ['a space the row does not have', { range: [], spaces: { left: { range: [] } } }, ['class-1.spaces.left']],
    ['a range that ends before it begins', { range: [[2, 1]] }, ['class-1.range[0]', 'ends before']],
    ['a range below 0', { range: [[-1, 0]] }, ['class-1.range[0]', 'before 0']],
    ['a range of one number', { range: [[1]] }, ['class-1.range[0]', 'two finite numbers']],
    ['a name only the ontology knows', { range: [[0, 0]], classifications: two }, ['class-1', 'ontology', '2 answers']],
  ])('a classification is refused for %s', (_what, parts, message) => {
    expect(() => normalise(group(answered(parts)))).toThrow(invalid(...message));
  });
});

describe('a classification along a video', () => {
  const entry = (parts: Json = {}) => ({ classificationHash: 'c', featureHash: 'weather', name: 'Weather', ...parts });
  const along = (entries: Readonly<Record<number, Json>>, parts: Json = {}) =>
    video({}, parts, {
      labels: Object.fromEntries(
        Object.entries(entries).map(([frame, item]) => [frame, { objects: [], classifications: [item] }]),
      ),
    });
  const answers = (parts: Json) => ({
    classification_answers: {
      c: { featureHash: 'weather', classifications: [answer('Weather', 'root', 'dry')], ...parts },
    },
  });
  const placed = (document: unknown) =>
    normalise(document).annotations.map(({ id, at, confidence }) => [
      id,
      at.kind === 'frames' ? at.ranges.map(({ start, end }) => `${start}-${end}`).join(' ') : at.kind,
      confidence,
    ]);

  it('a classification in a video holds for the frames of its entries, in half-open ranges', () => {
    expect(placed(along({ 10: entry(), 3: entry(), 4: entry(), 9: entry() }, answers({})))).toEqual([
      ['c', '3-5 9-11', undefined],
    ]);
  });

  it('a classification in a video holds for the ranges of its answer, which override entries', () => {
    const range = [
      [0, 2],
      [7, 7],
    ];
    expect(placed(along({ 3: entry({ confidence: 0.5 }) }, answers({ range, confidence: 1 })))).toEqual([
      ['c', '0-3 7-8', 1],
    ]);
    expect(placed(along({}, answers({ range: [] })))).toEqual([['c', 'whole', undefined]]);
  });

  it('a classification in ranges has of its entries what the answer does not say of its making', () => {
    const made = entry({ confidence: 0.7, createdAt: 'Mon, 03 Mar 2025 10:00:00 UTC', manualAnnotation: false });
    const makingOf = (entries: Readonly<Record<number, Json>>, parts: Json) =>
      normalise(along(entries, answers(parts))).annotations.map(({ confidence, createdAt, origin }) => ({
        confidence,
        createdAt,
        origin,
      }));
    const making = { confidence: 0.7, createdAt: '2025-03-03T10:00:00.000Z', origin: 'model' };
    expect(makingOf({ 0: made }, {})).toEqual([making]);
    expect(makingOf({ 0: made }, { range: [[0, 0]] })).toEqual([making]);
    expect(makingOf({ 0: made, 1: made }, { range: [[0, 5]] })).toEqual([making]);
    const ofAnswer = { confidence: 1, createdAt: '2025-03-04 10:00:00', manualAnnotation: true };
    expect(makingOf({ 0: made }, { range: [[0, 0]], ...ofAnswer })).toEqual([
      { confidence: 1, createdAt: '2025-03-04T10:00:00.000Z', origin: 'person' },
    ]);
  });

  it('a classification in ranges is divided like its entries where they are the same frames, and else says that they differ', () => {
    const entries = { 0: entry({ confidence: 1 }), 1: entry({ confidence: 0.5 }), 2: entry({ confidence: 1 }) };
    expect(placed(along(entries, answers({ range: [[0, 2]] })))).toEqual([
      ['c#0', '0-1 2-3', 1],
      ['c#1', '1-2', 0.5],
    ]);
    const label = normalise(along(entries, answers({ range: [[0, 9]] })));
    expect(label.annotations.map(({ id, confidence }) => [id, confidence])).toEqual([['c', undefined]]);
    expect(label.leftOut).toEqual([
      {
        id: 'c',
        code: 'value-not-kept',
        path: 'classification_answers.c.confidence',
        detail: 'it differs from frame to frame',
      },
    ]);
  });

  it('a classification that a person made in some frames and a model in others has neither, and says so', () => {
    const by = (manualAnnotation: boolean) => entry({ manualAnnotation });
    const { annotations, leftOut } = normalise(
      along({ 0: by(true), 1: by(false) }, answers({ manualAnnotation: true })),
    );
    expect(annotations.map(({ origin }) => origin)).toEqual([undefined]);
    expect(leftOut?.map(({ id, code }) => [id, code])).toEqual([['c', 'value-not-kept']]);
  });

  it.each([
    [[0.5, 7]],
    [
      [0, 1],
      [2, 2.5],
    ],
  ])('a classification in ranges of frames is refused where they are no whole numbers: %j', (...range) => {
    expect(() => normalise(along({}, answers({ range })))).toThrow(
      invalid(`classification_answers.c.range[${range.length - 1}] must be two whole numbers`),
    );
  });

  it('a classification in a video is divided where a model was more sure of some frames than of others', () => {
    const sure = (confidence: number) => entry({ confidence });
    expect(placed(along({ 0: sure(1), 1: sure(1), 2: sure(0.5), 3: sure(1) }, answers({})))).toEqual([
      ['c#0', '0-2 3-4', 1],
      ['c#2', '2-3', 0.5],
    ]);
  });
});

const placesOf = (document: unknown) => normalise(document).annotations.map(({ id, at }) => [id, at]);

describe('a classification of a file without frames', () => {
  const classified = (parts: Json): Json => ({
    classification_answers: { c: { featureHash: 'f', classifications: [answer('Tone', 'r', 'dry')], ...parts } },
  });

  it('a classification of a file without frames is about the whole file, or about its ranges', () => {
    expect(placesOf(answered('audio', 'audio/mpeg', classified({ range: [] })))).toEqual([['c', { kind: 'whole' }]]);
    expect(placesOf(answered('audio', 'audio/mpeg', classified({ range: [[10, 20]] })))).toEqual([
      ['c', { kind: 'time', ranges: [{ start: 10, end: 20 }] }],
    ]);
    expect(placesOf(answered('plain_text', 'text/plain', classified({ range: [[10, 20]] })))).toEqual([
      ['c', { kind: 'text', ranges: [{ start: 10, end: 21 }] }],
    ]);
  });

  it('a classification of a file without frames is about the whole file even if the ontology does not call it global', () => {
    const ontology = {
      classifications: [{ featureNodeHash: 'f', attributes: [{ name: 'Tone', type: 'text', featureNodeHash: 'r' }] }],
    };
    const label = normalise(answered('plain_text', 'text/html', classified({ range: [] })), ontology);
    expect(label.annotations.map(({ at }) => at)).toEqual([{ kind: 'whole' }]);
  });
});
