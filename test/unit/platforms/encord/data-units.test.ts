import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../../../lib/label/rle.ts';
import { answer, invalid, type Json, normalise, object, row, unit, video } from './label-rows.ts';

describe('a video', () => {
  it('a video has one annotation for an object in a frame, of one track, in the order of the frames', () => {
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

  it('frames that a person set are key frames, and those that a machine filled in are not, where the row says so', () => {
    const label = normalise(
      video({ 0: [object({ manualAnnotation: true })], 1: [object({ manualAnnotation: false })], 2: [object()] }),
    );
    expect(label.annotations.map(({ keyFrame }) => keyFrame)).toEqual([true, false, undefined]);
  });

  it('sizes, rates and lengths that are text are read, and others than numbers are unread', () => {
    const facts = { width: '200', height: '100', data_fps: '29.97', data_duration: 'two' };
    const { units, annotations, unread } = normalise(video({ 0: [object()] }, {}, facts));
    expect(units[0]).toMatchObject({ width: 200, height: 100, framesPerSecond: 29.97 });
    expect(units[0]).not.toHaveProperty('durationMs');
    expect(unread).toContainEqual({ path: 'data_units.*.data_duration', count: 1 });
    expect(annotations[0]?.shape).toEqual(normalise(video({ 0: [object()] })).annotations[0]?.shape);
  });

  it('a video has nothing in a frame that is null', () => {
    const labels = { 0: { objects: [object()] }, 1: null };
    expect(normalise(video({}, {}, { labels })).annotations.map(({ id }) => id)).toEqual(['object-1#0']);
  });

  it('a video has the mask of each frame', () => {
    const counts = [201, 3, 200 * 100 - 204];
    const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: encodeCounts(counts) };
    const { annotations } = normalise(video({ 3: [object({ shape: 'bitmask', bitmask })] }));
    expect(annotations[0]?.shape).toEqual({ kind: 'mask', width: 200, height: 100, counts });
  });

  it.each<[string, Json, string]>([
    ['without frames', { objects: [object()] }, 'must be keyed by frames'],
    ['with a negative frame', { '-1': { objects: [] } }, 'must be keyed by the numbers of frames'],
    ['with a frame that is not a number', { first: { objects: [] } }, 'must be keyed by the numbers of frames'],
    [
      'with a frame that no number holds',
      { '99999999999999999999': { objects: [] } },
      'must be keyed by the numbers of frames',
    ],
  ])('a video %s is refused', (_what, labels, message) => {
    expect(() => normalise(video({}, {}, { labels }))).toThrow(invalid('data_units.unit-1.labels', message));
  });

  it('an object that is in a frame a second time is left out and reported, where it is the same', () => {
    const { annotations, leftOut } = normalise(video({ 1: [object(), object()] }));
    expect(annotations.map(({ id }) => id)).toEqual(['object-1#1']);
    expect(leftOut).toEqual([
      expect.objectContaining({ id: 'object-1#1', code: 'value-not-kept', detail: 'the same annotation once more' }),
    ]);
  });

  it('a video with two different objects of one hash in a frame is refused', () => {
    const moved = object({ boundingBox: { x: 0.5, y: 0.5, w: 0.1, h: 0.1 } });
    expect(() => normalise(video({ 1: [object(), moved] }))).toThrow(invalid('labels.1.objects[1]', 'objectHash'));
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

  it('a volume has its slices with their instance UIDs and sizes, which count for the shapes in them', () => {
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

  it('a volume is measured by its slices alone where only they have a size', () => {
    const sized = metadata({ dicom_instance_uid: '1.2.0', width: 80, height: 40 });
    const { units, annotations } = normalise(
      series({ 0: { objects: [object()], metadata: sized } }, { width: null, height: null }),
    );
    expect(units[0]).not.toHaveProperty('coordinates');
    expect(annotations[0]?.shape).toMatchObject({ kind: 'box', x: 20, y: 20 });
  });

  it('the label of a volume never says who the patient is', () => {
    const label = normalise(
      series({ 0: { objects: [object()], metadata: metadata({ dicom_instance_uid: '1.2.0' }) } }),
    );
    expect(JSON.stringify(label)).not.toContain('P-1');
  });

  it('a NIfTI volume has frames like any other, and a study has a unit for each series', () => {
    const label = normalise(
      row({
        data_type: 'dicom_study',
        data_units: {
          a: unit({ labels: { 0: { objects: [object()] } } }),
          b: unit({ labels: { 0: { objects: [object()] } } }),
        },
      }),
    );
    expect(label.annotations.map(({ id, track, unit: unitId }) => [id, track, unitId])).toEqual([
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

  it('a document has pages from 0, and shapes in fractions of them', () => {
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

  it('a classification of a document holds for each page of its ranges', () => {
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

  it('a classification of more pages than a document can have is refused', () => {
    expect(() => normalise(pdf({}, scene([[0, 1e9]])))).toThrow(invalid('classification_answers.c.range', 'pages'));
  });
});
