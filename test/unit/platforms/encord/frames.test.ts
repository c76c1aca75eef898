import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../../../lib/label/rle.ts';
import { answer, invalid, type Json, normalise, object, row, unit, video } from './label-rows.ts';

describe('a video', () => {
  it('has one annotation for an object in a frame, of one track, in the order of the frames', () => {
    const { annotations, units } = normalise(
      video(
        { 10: [object()], 9: [object(), object({ objectHash: 'object-2' })] },
        {},
        { data_fps: 25, data_duration: 2 },
      ),
    );
    expect(annotations.map(({ id, track, at }) => [id, track, at])).toEqual([
      ['object-1#9', 'object-1', { kind: 'frame', frame: 9 }],
      ['object-2#9', 'object-2', { kind: 'frame', frame: 9 }],
      ['object-1#10', 'object-1', { kind: 'frame', frame: 10 }],
    ]);
    expect(units).toEqual([
      {
        id: 'unit-1',
        name: '1.mp4',
        media: 'video',
        width: 200,
        height: 100,
        framesPerSecond: 25,
        durationMs: 2000,
      },
    ]);
  });

  it('tells frames that a person set from those a machine filled in, where the row does', () => {
    const label = normalise(
      video({ 0: [object({ manualAnnotation: true })], 1: [object({ manualAnnotation: false })], 2: [object()] }),
    );
    expect(label.annotations.map(({ keyFrame }) => keyFrame)).toEqual([true, false, undefined]);
  });

  it('has a mask of each frame', () => {
    const counts = [201, 3, 200 * 100 - 204];
    const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: encodeCounts(counts) };
    const { annotations } = normalise(video({ 3: [object({ shape: 'bitmask', bitmask })] }));
    expect(annotations[0]?.shape).toEqual({ kind: 'mask', width: 200, height: 100, counts });
  });

  it.each<[string, Json, string]>([
    ['without frames', { objects: [object()] }, 'must be keyed by frames'],
    ['with a negative frame', { '-1': { objects: [] } }, 'must be keyed by the numbers of frames'],
    ['with a frame that is no number', { first: { objects: [] } }, 'must be keyed by the numbers of frames'],
    [
      'with a frame that no number holds',
      { '99999999999999999999': { objects: [] } },
      'must be keyed by the numbers of frames',
    ],
  ])('%s is refused', (_what, labels, message) => {
    expect(() => normalise(video({}, {}, { labels }))).toThrow(invalid('data_units.unit-1.labels', message));
  });

  it('with one object twice in a frame is refused', () => {
    expect(() => normalise(video({ 1: [object(), object()] }))).toThrow(invalid('labels.1.objects[1]'));
  });
});

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

  it('stand at the frames they hold for, after those that do not change', () => {
    expect(texts([1, 2, 3, 4], [note('late', [3, 3]), note('early', [0, 2], [4, 9])])).toEqual([
      ['constant', 'early'],
      ['constant', 'early'],
      ['constant', 'late'],
      ['constant', 'early'],
    ]);
  });

  it('begin again with each unit of a study', () => {
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

  it('are the same whatever way they are looked up', () => {
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

describe('a volume', () => {
  const metadata = (parts: Json) => ({ patient_id: 'P-1', multiframe_frame_number: null, file_uri: 'a', ...parts });
  const series = (labels: Json, ofUnit: Json = {}) =>
    row({
      data_type: 'dicom',
      data_units: {
        'unit-1': unit({ data_type: 'application/dicom', metadata: { patient_id: 'P-1' }, labels, ...ofUnit }),
      },
    });

  it('has its slices with their instance UIDs and sizes, which count for the shapes in them', () => {
    const { units, annotations } = normalise(
      series({
        1: {
          objects: [object()],
          metadata: metadata({ dicom_instance_uid: '1.2.1', multiframe_frame_number: 4, width: 400, height: 200 }),
        },
        0: { objects: [object()], metadata: metadata({ dicom_instance_uid: '1.2.0', width: 200, height: 100 }) },
        2: { objects: [object()], metadata: null },
      }),
    );
    expect(units[0]?.slices).toEqual([
      { frame: 0, id: '1.2.0', width: 200, height: 100 },
      { frame: 1, id: '1.2.1', frameOfFile: 4, width: 400, height: 200 },
    ]);
    expect(annotations.map(({ shape }) => shape?.kind === 'box' && shape.width)).toEqual([25, 50, 25]);
  });

  it('is measured by its slices alone where only they have a size', () => {
    const sized = metadata({ dicom_instance_uid: '1.2.0', width: 80, height: 40 });
    const { units, annotations } = normalise(
      series({ 0: { objects: [object()], metadata: sized } }, { width: null, height: null }),
    );
    expect(units[0]).not.toHaveProperty('coordinates');
    expect(annotations[0]?.shape).toMatchObject({ kind: 'box', x: 20, y: 20 });
  });

  it('never tells who the patient is', () => {
    const label = normalise(
      series({ 0: { objects: [object()], metadata: metadata({ dicom_instance_uid: '1.2.0' }) } }),
    );
    expect(JSON.stringify(label)).not.toContain('P-1');
  });

  it('of NIfTI has frames like any other, and a study a unit for each series', () => {
    const label = normalise(
      row({
        data_type: 'dicom_study',
        data_units: {
          a: unit({ labels: { 0: { objects: [object()] } } }),
          b: unit({ labels: { 0: { objects: [object()] } } }),
        },
      }),
    );
    expect(label.annotations.map(({ id, track, unit: of }) => [id, track, of])).toEqual([
      ['object-1#a#0', 'object-1', 'a'],
      ['object-1#b#0', 'object-1', 'b'],
    ]);
    const nifti = normalise(
      row({ data_type: 'nifti', data_units: { a: unit({ labels: { 4: { objects: [object()] } } }) } }),
    );
    expect([nifti.units[0]?.media, nifti.annotations[0]?.id]).toEqual(['volume', 'object-1#4']);
  });
});

describe('a document', () => {
  const pdf = (labels: Json, parts: Json = {}) =>
    row({ data_type: 'pdf', data_units: { 'unit-1': unit({ width: 0, height: 0, data_fps: 0, labels }) }, ...parts });

  it('has pages from 0, and shapes in fractions of them', () => {
    const { units, annotations } = normalise(pdf({ 2: { objects: [object()] } }));
    expect(units[0]).toMatchObject({ media: 'document', coordinates: 'relative' });
    expect(annotations[0]).toMatchObject({
      id: 'object-1#2',
      at: { kind: 'page', page: 2 },
      shape: { x: 0.25, y: 0.5, width: 0.125, height: 0.25 },
    });
  });

  const scene = (range: unknown) => ({
    classification_answers: { c: { featureHash: 'f', classifications: [answer('Scene', 'r', 'in')], range } },
  });

  it('has a classification for each of its pages', () => {
    const { annotations } = normalise(
      pdf(
        {},
        scene([
          [1, 2],
          [2, 4],
        ]),
      ),
    );
    expect(annotations.map(({ id, track, at }) => [id, track, at.kind === 'page' && at.page])).toEqual(
      [1, 2, 3, 4].map((page) => [`c#${page}`, 'c', page]),
    );
  });

  it('of more pages than there can be is refused', () => {
    expect(() => normalise(pdf({}, scene([[0, 1e9]])))).toThrow(invalid('classification_answers.c.range', 'pages'));
  });
});
