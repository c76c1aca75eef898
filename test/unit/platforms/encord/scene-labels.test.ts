import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../../../lib/label/rle.ts';
import { at, cuboid, invalid, type Json, normalise, object, scene } from './label-rows.ts';

describe('a scene', () => {
  it('a scene has cuboids, points and lines in its frames, in its own coordinates', () => {
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

  it('a scene has point clouds with the segmented points, each a unit named by its file', () => {
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

  it('labels under the name of a picture or a point cloud of a scene are in a unit of their own', () => {
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

  it('a scene has the channels of its recording that only answers name', () => {
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
  ])('a scene with %s in a frame is refused', (_what, entry, message) => {
    expect(() => normalise(scene({ 3: entry }))).toThrow(invalid('data_units.unit-1.labels.3.objects[0]'));
    expect(() => normalise(scene({ 3: entry }))).toThrow(invalid(...message));
  });
});

it('a scene has what its root space says, in the frames of the scene', () => {
  const root = { space_type: 'scene', labels: { 4: at(cuboid()) } };
  expect(normalise(scene({}, { spaces: { root } })).annotations.map(({ id, unit }) => [id, unit])).toEqual([
    ['object-1#4', 'unit-1'],
  ]);
  expect(normalise(scene({}, { spaces: { root: { space_type: 'scene' } } })).annotations).toEqual([]);
});
