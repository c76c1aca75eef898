import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import {
  answer,
  answered,
  dataGroup,
  group,
  invalid,
  type Json,
  normalise,
  object,
  ref,
  row,
  rowOf,
  unit,
  video,
} from './label-rows.ts';

const broken = (parts: Json) => object({ objectHash: 'broken', ...parts });
const withBroken = (parts: Json) => rowOf(object(), broken(parts));

describe('an object that marks nothing', () => {
  it.each<[string, Json, string]>([
    ['a polygon of two points', { shape: 'polygon', polygons: [[[0, 0, 1, 1]]] }, 'fewer than three points'],
    [
      'a polygon of two points thrice',
      { shape: 'polygon', polygons: [[[0, 0, 1, 1, 0, 0]]] },
      'fewer than three points',
    ],
    ['a polygon without points', { shape: 'polygon', polygon: {}, polygons: [] }, 'fewer than three points'],
    ['a polygon in a list without points', { shape: 'polygon', polygon: [] }, 'fewer than three points'],
    ['a polygon that is null', { shape: 'polygon', polygon: null, polygons: null }, 'fewer than three points'],
    ['polygons without rings', { shape: 'polygon', polygons: [[], [[]]] }, 'fewer than three points'],
    ['a ring of nulls', { shape: 'polygon', polygons: [[[null, null, null, null]]] }, 'fewer than three points'],
    ['a line of one point', { shape: 'polyline', polyline: { 0: { x: 0, y: 0 } } }, 'fewer than two points'],
    ['a line without points', { shape: 'polyline', polyline: {} }, 'fewer than two points'],
    ['a line of nulls', { shape: 'polyline', polyline: [{ x: null, y: null }] }, 'fewer than two points'],
    ['a point without a position', { shape: 'point', point: {} }, 'without a position'],
    ['a point of nulls', { shape: 'point', point: { 0: { x: null, y: null } } }, 'without a position'],
    ['a skeleton without keypoints', { shape: 'skeleton', skeleton: {} }, 'without keypoints'],
    ['a box of negative size', { boundingBox: { x: 0.5, y: 0.5, w: -0.1, h: 0.1 } }, 'negative size'],
    ['a box of nulls', { boundingBox: { x: null, y: null, w: null, h: null } }, 'no coordinates'],
    ['a box without coordinates', { boundingBox: {} }, 'no coordinates'],
    ['a box that is null', { boundingBox: null }, 'no coordinates'],
    ['a circle of negative size', { shape: 'circle', circle: { x: 0.5, y: 0.5, r: -0.1 } }, 'negative size'],
    ['an ellipse that is null', { shape: 'ellipse', ellipse: null }, 'no coordinates'],
    ['a cuboid that is null', { shape: 'cuboid_2d', cuboid_2d: null }, 'no coordinates'],
    [
      'a mask of no size',
      { shape: 'bitmask', bitmask: { top: 0, left: 0, width: 0, height: 0, rleString: '' } },
      'no width or no height',
    ],
  ])('of the form of %s is left out alone, and reported with its place', (_what, parts, detail) => {
    const label = normalise(withBroken(parts));
    expect(label.annotations.map(({ id }) => id)).toEqual(['object-1']);
    expect(label.leftOut).toEqual([
      {
        id: 'broken',
        code: 'degenerate',
        path: 'data_units.unit-1.labels.objects[1]',
        detail: expect.stringContaining(detail),
        unit: 'unit-1',
      },
    ]);
  });

  it('in one frame of a video is left out of that frame', () => {
    const line = (points: number) =>
      broken({
        shape: 'polyline',
        polyline: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ].slice(0, points),
      });
    const label = normalise(video({ 0: [object(), line(2)], 1: [object(), line(1)] }));
    expect(label.annotations.map(({ id }) => id)).toEqual(['object-1#0', 'broken#0', 'object-1#1']);
    expect(label.leftOut?.map(({ id, path }) => [id, path])).toEqual([
      ['broken#1', 'data_units.unit-1.labels.1.objects[1]'],
    ]);
  });

  it('in an audio is left out where its range is empty', () => {
    const speech = (range: unknown[]) => ({ name: 'Speech', shape: 'audio', classifications: [], range });
    const label = normalise(
      answered('audio', 'audio/mpeg', { object_answers: { a: speech([]), b: speech([[0, 5]]) } }),
    );
    expect(label.annotations.map(({ id }) => id)).toEqual(['b']);
    expect(label.leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
      ['a', 'degenerate', 'object_answers.a'],
    ]);
  });

  it('is only a part of a polygon: the part is left out and reported for the annotation', () => {
    const polygons = [[[0, 0, 1, 0, 1, 1]], [[0.5, 0.5, 0.6, 0.6]]];
    const { annotations, leftOut } = normalise(rowOf(object({ shape: 'polygon', polygons })));
    expect(annotations[0]?.shape).toMatchObject({
      polygons: [
        [
          [
            [0, 0],
            [200, 0],
            [200, 100],
          ],
        ],
      ],
    });
    expect(leftOut?.map(({ id, code }) => [id, code])).toEqual([['object-1', 'value-not-kept']]);
  });

  it('has some coordinates that are null and some that are not: then it refuses the label', () => {
    expect(() => normalise(withBroken({ boundingBox: { x: 0, y: null, w: null, h: null } }))).toThrow(
      invalid('objects[1].boundingBox.y must be a finite number, but is null'),
    );
  });

  it('is not an area, but a box: it stays for the formats to report', () => {
    const { annotations, leftOut } = normalise(withBroken({ boundingBox: { x: 0.5, y: 0.5, w: 0, h: 0 } }));
    expect(annotations).toHaveLength(2);
    expect(leftOut).toBeUndefined();
  });
});

describe('what only accompanies a label', () => {
  it.each([87.5, -1, 'high', true])(
    'a confidence of %j is left out and reported, and the object stays',
    (confidence) => {
      const { annotations, leftOut } = normalise(rowOf(object({ confidence })));
      expect(annotations[0]).not.toHaveProperty('confidence');
      expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
        ['object-1', 'value-not-kept', 'data_units.unit-1.labels.objects[0].confidence'],
      ]);
    },
  );

  it.each(['07/01/2025', 'noon', 1_736_266_343])('a time of creation %j is left out and reported', (createdAt) => {
    const { annotations, leftOut } = normalise(rowOf(object({ createdAt })));
    expect(annotations[0]).not.toHaveProperty('createdAt');
    expect(leftOut?.map(({ path }) => path)).toEqual(['data_units.unit-1.labels.objects[0].createdAt']);
  });

  it('a colour of another kind is left out', () => {
    expect(normalise(rowOf(object({ color: 7 }))).categories).toEqual([{ name: 'Car', kind: 'object' }]);
  });

  it('a size, a length or a count that cannot be one is left out and noted as unread', () => {
    const label = normalise(
      video({ 0: [object()] }, {}, { width: 200.5, height: 100, data_fps: -25, data_duration: -4 }),
    );
    expect(label.units).toEqual([
      { id: 'unit-1', name: '1.mp4', media: 'video', height: 100, coordinates: 'relative' },
    ]);
    expect(label.unread).toEqual(
      ['data_duration', 'data_fps', 'width'].map((key) => ({ path: `data_units.*.${key}`, count: 1 })),
    );
  });

  it('a count of frames or pages that is one too low is left out and noted, and one that is lower refuses the label', () => {
    const clip = (frame: number) => ({
      space_type: 'video',
      number_of_frames: 2,
      width: 9,
      height: 9,
      labels: { [frame]: { objects: [object()] } },
    });
    const label = normalise(dataGroup({ m: clip(2) }));
    expect(label.units[0]).not.toHaveProperty('frames');
    expect(label.unread).toEqual([{ path: 'spaces.*.number_of_frames', count: 1 }]);
    expect(normalise(dataGroup({ m: clip(1) })).units[0]?.frames).toBe(2);
    expect(() => normalise(dataGroup({ m: clip(3) }))).toThrow(invalid('spaces.m.labels.3', 'past the end'));

    const classified = {
      c: { featureHash: 'f', classifications: [answer('Tone', 'r', 'dry')], spaces: { p: { range: [[3, 4]] } } },
    };
    const pages = dataGroup(
      { p: { space_type: 'pdf', number_of_pages: 4, labels: {} } },
      { classification_answers: classified },
    );
    expect(normalise(pages).units[0]).not.toHaveProperty('pages');
    expect(normalise(pages).unread).toEqual([{ path: 'spaces.*.number_of_pages', count: 1 }]);
  });

  it('a media type may have parameters', () => {
    const mediaOf = (mime: string) => normalise(answered('plain_text', mime, {})).units[0]?.media;
    expect(['text/html; charset=utf-8', 'Text/HTML', 'text/plain; charset=utf-8'].map(mediaOf)).toEqual([
      'html',
      'html',
      'text',
    ]);
  });
});

describe('a key that nobody reads', () => {
  it('is noted as unread where it cannot change what is read, and the label is as without it', () => {
    const plain = rowOf(object());
    const { unread, ...label } = normalise({
      ...rowOf(
        object({ boundingBox: { x: 0.25, y: 0.5, w: 0.125, h: 0.25, theta: 0, new2027: 1 }, brandNew: { a: 1 } }),
      ),
      newOfRow: { x: 1 },
    });
    expect(label).toEqual(normalise(plain));
    expect(unread).toEqual([
      { path: 'data_units.*.labels.objects[].boundingBox.new2027', count: 1 },
      { path: 'data_units.*.labels.objects[].boundingBox.theta', count: 1 },
      { path: 'data_units.*.labels.objects[].brandNew', count: 1 },
      { path: 'label_row.newOfRow', count: 1 },
    ]);
  });

  it('is counted alike in every frame', () => {
    const point = { shape: 'point', point: { 0: { x: 0, y: 0, mood: 1 } } };
    expect(normalise(video({ 1: [object(point)], 2: [object(point)] })).unread).toEqual([
      { path: 'data_units.*.labels.*.objects[].point[].mood', count: 2 },
    ]);
  });

  it.each<[string, Json]>([
    ['a rotation', { boundingBox: { x: 0, y: 0, w: 1, h: 1, theta: 12 } }],
    ['a third dimension', { boundingBox: { x: 0, y: 0, w: 1, h: 1, depth: 3 } }],
    ['a unit', { boundingBox: { x: 0, y: 0, w: 1, h: 1, units: 'px' } }],
    ['a frame', { frame: 3 }],
  ])('refuses the label where it could change it: %s', (_what, parts) => {
    expect(() => normalise(rowOf(object(parts)))).toThrow(invalid('objects[0]', 'could change what it says'));
  });
});

describe('a kind that is not supported', () => {
  const leavingOut = (document: unknown) =>
    reader.normalise({ ref, document }, 'project-1', { unknownKinds: 'leave-out' });

  it.each<[string, Json]>([
    ['an unknown shape', { shape: 'new_shape_2027', newShape: {} }],
    ['a shape of scenes', { shape: 'cuboid', cuboid: {} }],
  ])('refuses the label, unless the connection leaves such kinds out: %s', (_what, parts) => {
    expect(() => normalise(withBroken(parts))).toThrow(invalid('objects[1].shape', String(parts.shape)));
    const label = leavingOut(withBroken(parts));
    expect(label.annotations.map(({ id }) => id)).toEqual(['object-1']);
    expect(label.leftOut?.map(({ id, code }) => [id, code])).toEqual([['broken', 'unknown-kind']]);
  });

  it('may be a mask on a page, or a mark of an unknown shape', () => {
    const bitmask = { top: 0, left: 0, width: 6, height: 8, rleString: '' };
    const page = answered(
      'pdf',
      'application/pdf',
      {},
      { labels: { 2: { objects: [object({ shape: 'bitmask', bitmask })] } } },
    );
    expect(leavingOut(page).leftOut?.map(({ id, code }) => [id, code])).toEqual([['object-1#2', 'unknown-kind']]);
    const mark = { name: 'Smell', shape: 'smell', classifications: [], range: [[0, 1]] };
    const text = answered('plain_text', 'text/plain', { object_answers: { m: mark } });
    expect(leavingOut(text).leftOut?.map(({ id, code }) => [id, code])).toEqual([['m', 'unknown-kind']]);
  });
});

describe('an empty row', () => {
  const empty = (parts: Json) => () => normalise(row(parts));
  const notLabelled = (field: string) =>
    expect.objectContaining({
      name: 'NotLabelled',
      message: expect.stringContaining(field),
      revision: 1_777_895_997_901_639,
    });

  it.each(['QUEUED', 'ASSIGNED', 'RETURNED', 'SKIPPED'])(
    'is not a label while its task is %s',
    (annotation_task_status) => {
      for (const label_status of ['NOT_LABELLED', 'LABEL_IN_PROGRESS', 'LABELLED', undefined]) {
        expect(empty({ annotation_task_status, label_status })).toThrow(notLabelled('annotation_task_status'));
      }
    },
  );

  it.each(['NOT_LABELLED', 'LABEL_IN_PROGRESS'])(
    'is not a label while it is %s, and no task says otherwise',
    (label_status) => {
      expect(empty({ label_status })).toThrow(notLabelled('label_status'));
    },
  );

  it.each([
    { annotation_task_status: 'COMPLETED', label_status: 'LABEL_IN_PROGRESS' },
    { annotation_task_status: 'IN_REVIEW', label_status: 'LABELLED' },
    { label_status: 'LABELLED' },
    {},
  ])('is a negative where somebody finished it: %j', (status) => {
    expect(empty(status)().annotations).toEqual([]);
  });

  it('is one of an unfinished task: a row that holds anything is a label, also where that is left out', () => {
    const queued = { annotation_task_status: 'QUEUED', label_status: 'NOT_LABELLED' };
    expect(normalise({ ...rowOf(object()), ...queued }).annotations).toHaveLength(1);
    expect(normalise({ ...rowOf(object({ boundingBox: null })), ...queued }).leftOut).toHaveLength(1);
  });
});

it('a mask that ends early ends in background, and one of a part lies where it says', () => {
  const shapeOf = (bitmask: Json) =>
    normalise(rowOf(object({ shape: 'bitmask', bitmask }), object({ objectHash: 'o' }))).annotations[0]?.shape;
  const small = (bitmask: Json) =>
    normalise(
      row({
        data_units: { u: unit({ width: 4, height: 2, labels: { objects: [object({ shape: 'bitmask', bitmask })] } }) },
      }),
    ).annotations[0]?.shape;
  const whole = { top: 0, left: 0, width: 4, height: 2 };
  const mask = { kind: 'mask', width: 4, height: 2 };
  expect(small({ ...whole, rleString: '' })).toEqual({ ...mask, counts: [8] });
  expect(small({ ...whole, rleString: '32' })).toEqual({ ...mask, counts: [3, 2, 3] });
  expect(small({ ...whole, rleString: '3' })).toEqual({ ...mask, counts: [8] });
  // The right two columns of the picture, of which the upper left and both lower pixels are set.
  expect(small({ top: 0, left: 2, width: 2, height: 2, rleString: '0111' })).toEqual({ ...mask, counts: [2, 1, 3, 2] });
  expect(small({ top: 1, left: 1, width: 2, height: 1, rleString: '02' })).toEqual({ ...mask, counts: [5, 2, 1] });
  expect(small({ width: 4, height: 2, rleString: '32' })).toEqual({ ...mask, counts: [3, 2, 3] });
  expect(() => small({ top: null, left: 0, width: 4, height: 2, rleString: '32' })).toThrow(invalid('bitmask.top'));
  expect(() => small({ width: 2, height: 1, rleString: '02' })).toThrow(invalid('bitmask', 'whole picture'));
  expect(() => small({ top: 1, left: 3, width: 2, height: 1, rleString: '02' })).toThrow(
    invalid('2 × 1 pixels at (3, 1)'),
  );
  expect(() => shapeOf({ top: 0, left: 0, width: 2, height: 1, rleString: '02' })).toThrow(
    invalid('bitmask', 'whole picture'),
  );
});

it('a deleted mark or classification is ignored, like a deleted object', () => {
  const mark = { name: 'Speech', shape: 'audio', classifications: [], range: [[0, 5]], isDeleted: true };
  const classification = {
    featureHash: 'f',
    classifications: [answer('Tone', 'r', 'dry')],
    range: [[0, 1]],
    isDeleted: true,
  };
  const deleted = { object_answers: { m: mark }, classification_answers: { c: classification } };
  expect(normalise(answered('audio', 'audio/mpeg', deleted)).annotations).toEqual([]);
  expect(normalise(group({ classification_answers: deleted.classification_answers })).annotations).toEqual([]);
});

it.each(['true', 1, 'yes'])('refuses a mark of deletion that cannot be read: %j', (isDeleted) => {
  const entry = { name: 'Speech', shape: 'audio', classifications: [], range: [[0, 5]], isDeleted };
  const refused = invalid('isDeleted must be true or false, but is ');
  const classified = { ...answer('Tone', 'r', 'dry'), classificationHash: 'c', isDeleted };
  for (const document of [
    rowOf(object({ isDeleted })),
    row({ data_units: { u: unit({ labels: { objects: [], classifications: [classified] } }) } }),
    answered('audio', 'audio/mpeg', { object_answers: { m: entry } }),
    answered('audio', 'audio/mpeg', { classification_answers: { c: entry } }),
  ]) {
    expect(() => normalise(document)).toThrow(refused);
  }
  expect(normalise(rowOf(object({ isDeleted: null }))).annotations).toHaveLength(1);
});

it('reports a maker that is neither true nor false, and keeps the object', () => {
  const { annotations, leftOut } = normalise(rowOf(object({ manualAnnotation: 'true' })));
  expect(annotations).toEqual([expect.not.objectContaining({ origin: expect.anything() })]);
  expect(leftOut).toEqual([
    expect.objectContaining({ code: 'value-not-kept', path: expect.stringMatching(/objects\[0\]\.manualAnnotation$/) }),
  ]);
});

describe('a part of a frame that nobody knows', () => {
  const withPart = (cuts: unknown) => video({}, {}, { labels: { 3: { objects: [object()], cuts } } });

  it('is unread where it holds no annotations', () => {
    const { annotations, unread } = normalise(withPart([{ mood: 'calm' }]));
    expect(annotations).toHaveLength(1);
    expect(unread).toEqual([{ path: 'data_units.*.labels.*.cuts', count: 1 }]);
  });

  it.each(['objectHash', 'classificationHash'])('refuses the label where it has an annotation, by its %s', (hash) => {
    const message = 'data_units.unit-1.labels.3.cuts is not supported and may hold annotations';
    expect(() => normalise(withPart({ first: [{ [hash]: 'lost' }] }))).toThrow(invalid(message));
  });
});
