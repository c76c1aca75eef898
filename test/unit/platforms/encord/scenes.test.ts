import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../../../lib/label/rle.ts';
import { answer, invalid, type Json, normalise, object, row } from './label-rows.ts';

const cuboid = (parts: Json = {}): Json =>
  object({ shape: 'cuboid', cuboid: { position: [1, 2, 3], orientation: [0, 0, 1.5], size: [4, 2, 1.5] }, ...parts });
const scene = (labels: Json, parts: Json = {}) =>
  row({
    data_type: 'scene',
    data_units: { 'unit-1': { data_title: 'drive', data_type: 'scene', width: 0, height: 0, data_fps: 0, labels } },
    ...parts,
  });
const at = (...objects: Json[]) => ({ objects, classifications: [] });

describe('a scene', () => {
  it('has cuboids, points and lines in its frames, in its own coordinates', () => {
    const { units, annotations } = normalise(
      scene({
        20: at(cuboid()),
        21: at(object({ shape: 'point', point: { 0: { x: 1, y: 2, z: 3 } } })),
        22: at(object({ shape: 'polyline', polyline: { 1: { x: 4, y: 5, z: 6 }, 0: { x: 1, y: 2, z: 3 } } })),
      }),
    );
    expect(units).toEqual([{ id: 'unit-1', name: 'drive', media: 'pointcloud' }]);
    expect(annotations.map(({ id, at: place, shape }) => [id, place, shape])).toEqual([
      [
        'object-1#20',
        { kind: 'frame', frame: 20 },
        { kind: 'cuboid', position: [1, 2, 3], orientation: [0, 0, 1.5], size: [4, 2, 1.5] },
      ],
      ['object-1#21', { kind: 'frame', frame: 21 }, { kind: 'space-point', position: [1, 2, 3] }],
      [
        'object-1#22',
        { kind: 'frame', frame: 22 },
        {
          kind: 'space-polyline',
          points: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
      ],
    ]);
  });

  const cloud = (uri: string, counts: readonly number[]): Json => ({
    space_type: 'point_cloud',
    scene_info: { stream_id: 'lidar', event_index: 0, uri },
    labels: at(object({ shape: 'segmentation', segmentation: encodeCounts(counts) })),
  });

  it('has point clouds with the points that are meant, each a unit named by its file', () => {
    const uri = 's3://user:password@bucket/a/1.pcd?X-Amz-Signature=abc';
    const { units, annotations } = normalise(
      scene({}, { spaces: { 'a/1.pcd': cloud(uri, [3, 2]), b: cloud('b/2.pcd', [0, 6]) } }),
    );
    expect(units.slice(1)).toEqual([
      { id: 'a/1.pcd', name: 'a/1.pcd', media: 'pointcloud', sourceUri: 's3://bucket/a/1.pcd' },
      { id: 'b', name: 'b/2.pcd', media: 'pointcloud', sourceUri: 'b/2.pcd' },
    ]);
    expect(annotations.map(({ id, track, at: place, shape }) => [id, track, place.kind, shape])).toEqual([
      ['object-1#a/1.pcd', 'object-1', 'whole', { kind: 'cloud-points', counts: [3, 2] }],
      ['object-1#b', 'object-1', 'whole', { kind: 'cloud-points', counts: [0, 6] }],
    ]);
  });

  it('keeps labels that stand under the name of a picture or of a point cloud in a unit of their own', () => {
    const picture = { space_type: 'scene_image', width: 200, height: 100, labels: {} };
    const label = normalise(
      scene(
        {
          'front#7': at(object()),
          'rear#0': at(object()),
          'https://example.com/a.jpg': at(object()),
          'lidar@1700000000123456789': at(object({ shape: 'segmentation', segmentation: encodeCounts([0, 6]) })),
        },
        {
          spaces: {
            known: { ...picture, scene_info: { stream_id: 'front', start_frame: 7, event_index: 3, uri: 'a.jpg' } },
          },
        },
      ),
    );
    expect(label.units.map(({ id, media, coordinates }) => [id, media, coordinates])).toEqual([
      ['unit-1', 'pointcloud', undefined],
      ['known', 'image', undefined],
      ['rear#0', 'image', 'relative'],
      ['https://example.com/a.jpg', 'image', 'relative'],
      ['lidar@1700000000123456789', 'pointcloud', undefined],
    ]);
    expect(label.annotations.map(({ unit, shape }) => [unit, shape?.kind === 'box' ? shape.x : shape?.kind])).toEqual([
      ['known', 50],
      ['rear#0', 0.25],
      ['https://example.com/a.jpg', 0.25],
      ['lidar@1700000000123456789', 'cloud-points'],
    ]);
  });

  it('has the channels of its recording that only answers name', () => {
    const range = { type: 'frame', range: [[5, 9]] };
    const { units, annotations } = normalise(
      scene(
        {},
        {
          object_answers: {
            m: { name: 'Jolt', shape: 'time_range', classifications: [], range: [], spaces: { imu: range } },
          },
        },
      ),
    );
    expect(units[1]).toEqual({ id: 'imu', name: 'imu', media: 'timeseries' });
    expect(annotations[0]).toMatchObject({ id: 'm#imu', at: { kind: 'series', start: 5, end: 9 } });
  });

  it.each<[string, Json, string[]]>([
    ['a box of a picture', at(object()), ['shape must be a shape in space', '"bounding_box" is on a picture']],
    ['a point without a third coordinate', at(object({ shape: 'point', point: [{ x: 1, y: 2 }] })), ['point[0].z']],
    [
      'half a cuboid',
      at(cuboid({ cuboid: { position: [1, 2], orientation: [0, 0, 0], size: [1, 1, 1] } })),
      ['position'],
    ],
    [
      'a side below 0',
      at(cuboid({ cuboid: { position: [0, 0, 0], orientation: [0, 0, 0], size: [1, -1, 1] } })),
      ['size'],
    ],
    ['an event', at(cuboid({ event: 'delete' })), ['event must be missing', 'not a continuous scene']],
  ])('with %s in a frame is refused', (_what, entry, message) => {
    expect(() => normalise(scene({ 3: entry }))).toThrow(invalid('data_units.unit-1.labels.3.objects[0]'));
    expect(() => normalise(scene({ 3: entry }))).toThrow(invalid(...message));
  });
});

describe('a continuous scene', () => {
  const second = 1_000_000_000;
  const continuous = (labels: Json, parts: Json = {}) => scene(labels, { scene: { isContinuous: true }, ...parts });
  const gone = () =>
    cuboid({ event: 'delete', cuboid: { position: [0, 0, 0], orientation: [0, 0, 0], size: [0, 0, 0] } });
  const placesOf = (document: unknown) =>
    normalise(document).annotations.map(({ id, track, at: place }) => [
      id,
      track,
      place.kind === 'time' && place.ranges,
    ]);

  it('has its objects from one event to the next, and never the box of an end', () => {
    const label = continuous({
      [4 * second]: at(gone()),
      [3 * second]: at(cuboid({ event: 'upsert' })),
      [2 * second]: at(gone()),
      [second]: at(cuboid({ event: 'upsert', interpolate: null })),
      0: at(gone()),
      500: at(cuboid({ interpolate: 'hold' })),
    });
    expect(placesOf(label)).toEqual([
      ['object-1#500', 'object-1', [{ start: 0.0005, end: 1000 }]],
      [`object-1#${second}`, 'object-1', [{ start: 1000, end: 2000 }]],
      [`object-1#${3 * second}`, 'object-1', [{ start: 3000, end: 4000 }]],
    ]);
    expect(normalise(label).annotations.every(({ shape }) => shape?.kind === 'cuboid' && shape.size[0] === 4)).toBe(
      true,
    );
  });

  it('divides an object where its answers change', () => {
    const actions = [{ ...answer('Note', 'n', 'slow'), range: [[second, 2 * second - 1]] }];
    const { annotations } = normalise(
      continuous({ 0: at(cuboid()), [3 * second]: at(gone()) }, { object_actions: { 'object-1': { actions } } }),
    );
    expect(
      annotations.map(({ at: place, attributes }) => [place.kind === 'time' && place.ranges[0], attributes.length]),
    ).toEqual([
      [{ start: 0, end: 1000 }, 0],
      [{ start: 1000, end: 2000 }, 1],
      [{ start: 2000, end: 3000 }, 0],
    ]);
  });

  it('has classifications over stretches of time', () => {
    const answers = {
      c: { featureHash: 'f', classifications: [answer('Road', 'r', 'wet')], range: [[0, second - 1]] },
    };
    expect(placesOf(continuous({}, { classification_answers: answers }))).toEqual([
      ['c', undefined, [{ start: 0, end: 1000 }]],
    ]);
  });

  it.each<[string, Json, string[]]>([
    ['an object without end', { 0: at(cuboid()) }, ['labels.0.objects[0]', 'never ends']],
    ['an unknown event', { 0: at(cuboid({ event: 'move' })), 9: at(gone()) }, ['labels.0.objects[0].event', 'upsert']],
    ['an unknown way in between', { 0: at(cuboid({ interpolate: 'linear' })), 9: at(gone()) }, ['interpolate', 'hold']],
  ])('with %s is refused', (_what, labels, message) => {
    expect(() => normalise(continuous(labels))).toThrow(invalid(...message));
  });
});
