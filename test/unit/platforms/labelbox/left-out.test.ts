import { describe, expect, it } from 'vitest';
import { platforms } from '../../../../lib/platforms/platforms.ts';
import { invalidLabel, labelOf } from './labels-of.ts';

const polygon = (id: string, points: number) => ({
  feature_id: id,
  name: 'boat',
  annotation_kind: 'ImagePolygon',
  polygon: [
    { x: 1, y: 1 },
    { x: 9, y: 1 },
    { x: 5, y: 8 },
  ].slice(0, points),
});
const relationship = (source: string, target: string) => ({
  feature_id: `${source}-${target}`,
  name: 'tows',
  unidirectional_relationship: { source, target },
});

describe('a region that marks nothing', () => {
  it.each([0, 1, 2])('of %d points is left out alone, and reported with its place in the document', (points) => {
    const label = labelOf({ annotations: { objects: [polygon('whole', 3), polygon('broken', points)] } });
    expect(label.annotations.map(({ id }) => id)).toEqual(['whole']);
    expect(label.leftOut).toEqual([
      {
        id: 'broken',
        code: 'degenerate',
        path: 'annotations.objects[1]',
        detail: 'a ring of fewer than three points',
        unit: 'row-1',
      },
    ]);
  });

  it('takes the relations that lead to it along, each reported for the annotation that stays', () => {
    const label = labelOf({
      annotations: {
        objects: [polygon('tug', 3), polygon('barge', 3), polygon('broken', 2)],
        relationships: [relationship('tug', 'broken'), relationship('tug', 'barge'), relationship('broken', 'tug')],
      },
    });
    expect(label.annotations[0]?.relations?.map(({ to }) => to)).toEqual(['barge']);
    expect(label.leftOut?.map(({ id, code }) => [id, code])).toEqual([
      ['broken', 'degenerate'],
      ['tug', 'value-not-kept'],
    ]);
  });

  it('is left out of its frame, and a track of which nothing is left goes, too', () => {
    const object = (feature: string, points: number) => ({
      ...polygon(feature, points),
      annotation_kind: 'VideoPolygon',
    });
    const label = labelOf({
      media: { asset_type: 'video' },
      annotations: {
        frames: {
          1: { objects: { a: object('a', 3), b: object('b', 1) } },
          2: { objects: { a: object('a', 2) } },
        },
        segments: { a: [[1, 2]], b: [[1, 1]] },
        key_frame_feature_map: { a: [1, 2], b: [1] },
      },
    });
    expect(label.annotations.map(({ id }) => id)).toEqual(['a#0']);
    expect(label.tracks?.map(({ id }) => id)).toEqual(['a']);
    expect(label.leftOut?.map(({ id, path }) => [id, path])).toEqual([
      ['b#0', 'annotations.frames.1.objects.b'],
      ['a#1', 'annotations.frames.2.objects.a'],
    ]);
  });

  it('has unread keys that are counted alike in every frame and for every feature', () => {
    const object = { name: 'n', annotation_kind: 'VideoPoint', point: { x: 1, y: 2, mood: 3 } };
    const objects = (feature: string) => ({ objects: { [feature]: { feature_id: feature, ...object } } });
    const { unread } = labelOf({
      media: { asset_type: 'video' },
      annotations: { frames: { 1: objects('clza1'), 2: objects('clzb2') } },
    });
    expect(unread).toEqual([{ path: 'annotations.frames.*.objects.*.point.mood', count: 2 }]);
  });

  it('has coordinates that are all null, and is refused where some of them are', () => {
    const box = (bounding_box: object) => ({ ...polygon('box', 0), annotation_kind: 'ImageBoundingBox', bounding_box });
    const lost = { left: null, top: null, width: null, height: null };
    expect(labelOf({ annotations: { objects: [box(lost)] } }).leftOut?.[0]?.detail).toMatch(/all of them are null/);
    expect(() => labelOf({ annotations: { objects: [box({ ...lost, left: 1 })] } })).toThrow(
      invalidLabel(/bounding_box.top must be a finite number, but is null/),
    );
  });
});

describe('a key that nobody reads', () => {
  const withKeys = (more: object) =>
    labelOf({
      annotations: {
        objects: [
          {
            name: 'boat',
            annotation_kind: 'ImageBoundingBox',
            bounding_box: { left: 1, top: 2, width: 3, height: 4, ...more },
          },
        ],
      },
    });

  it('is noted as unread where it cannot change what is read, and the shape is as without it', () => {
    const { unread, ...label } = withKeys({ confidence: 0.5, rotation: 0, z: null });
    expect(label).toEqual(withKeys({}));
    expect(unread).toEqual(
      ['confidence', 'rotation', 'z'].map((key) => ({
        path: `annotations.objects[].bounding_box.${key}`,
        count: 1,
      })),
    );
  });

  it.each([{ rotation: 12 }, { Rotation_Angle: 1 }, { z: 0 }, { frame: 3 }, { isDeleted: true }, { units: 'cm' }])(
    'refuses the label where it could change it: %j',
    (more) => {
      expect(() => withKeys(more)).toThrow(invalidLabel(/bounding_box has a key .* could change what it says/));
    },
  );
});

describe('a part or a key of the annotations that nobody knows', () => {
  const boat = { ...polygon('boat', 3), confidence: 0.87 };

  it('is noted as unread where it holds no annotations, and what has a place is kept', () => {
    const { annotations, unread, leftOut } = labelOf({
      annotations: {
        objects: [
          { ...boat, custom_metrics: [{ name: 'iou', value: 0.5 }], bounding_box: { top: 1 } },
          { ...polygon('ship', 3), confidence: 87 },
        ],
        classifications: [
          { name: 'state', radio_answer: { name: 'moored', mood: 1 }, confidence: 0.5, dropdown_answer: null },
        ],
        issues: [{ id: 'issue-1', feature_id: 'boat' }],
        moods: [{ mood: 'calm' }],
        comments: [],
        version: 3,
      },
    });
    expect(annotations.map(({ confidence }) => confidence)).toEqual([0.87, undefined, 0.5]);
    expect(unread?.map(({ path }) => path)).toEqual([
      'annotations.classifications[].dropdown_answer',
      'annotations.classifications[].radio_answer.mood',
      'annotations.issues',
      'annotations.moods',
      'annotations.objects[].bounding_box',
      'annotations.objects[].custom_metrics',
      'annotations.version',
    ]);
    expect(leftOut).toEqual([
      {
        id: 'ship',
        code: 'value-not-kept',
        path: 'annotations.objects[1].confidence',
        detail: 'a confidence that is not a number from 0 to 1',
      },
    ]);
  });

  it.each([
    [
      'objects of a kind of their own',
      { ghosts: [{ feature_id: 'g', name: 'ghost' }] },
      /annotations.ghosts is a part/,
    ],
    ['answers', { opinions: { late: { radio_answer: { name: 'yes' } } } }, /annotations.opinions is a part/],
    ['coordinates', { cells: [[1, 2]] }, /annotations.cells is a part/],
    ['frames', { frames: { 1: {} } }, /annotations are those of video/],
    ['a turn of everything', { rotation: 90 }, /annotations has a key "rotation"/],
  ])('refuses the label where it may hold %s', (_what, more, message) => {
    const annotations = { objects: [boat], ...more };
    expect(() => labelOf({ annotations, media: { asset_type: 'image' } })).toThrow(invalidLabel(message));
  });

  it.each([
    [{ rotation: 3 }, /objects\[0\] has a key "rotation"/],
    [{ page_number: 2 }, /objects\[0\] has a key "page_number"/],
    [{ unit: 'PERCENT' }, /objects\[0\] has a key "unit"/],
  ])('refuses the label where it could change an object: %j', (more, message) => {
    expect(() => labelOf({ annotations: { objects: [{ ...boat, ...more }] } })).toThrow(invalidLabel(message));
  });
});

it('a kind that is not supported refuses the label, unless the connection leaves such kinds out', async () => {
  const { default: reader } = await platforms.labelbox.reader();
  const objects = [polygon('boat', 3), { ...polygon('ghost', 3), annotation_kind: 'Hologram' }];
  const document = {
    data_row: { id: 'row-1' },
    media_attributes: { asset_type: 'image' },
    projects: { p: { labels: [{ id: 'label-1', annotations: { objects } }] } },
  };
  const fetched = { ref: { occurredAt: '2026-05-04T12:00:00.000Z' }, document };
  expect(() => reader.normalise(fetched, 'p')).toThrow(invalidLabel(/of kind "Hologram"/));
  const label = reader.normalise(fetched, 'p', { unknownKinds: 'leave-out' });
  expect(label.annotations.map(({ id }) => id)).toEqual(['boat']);
  expect(label.leftOut?.map(({ id, code }) => [id, code])).toEqual([['ghost', 'unknown-kind']]);
});
