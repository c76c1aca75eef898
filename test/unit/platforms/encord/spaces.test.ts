import { describe, expect, it } from 'vitest';
import { answer, dataGroup, invalid, type Json, normalise, object, row, unit } from './label-rows.ts';

const image = (objects: readonly Json[] = [], parts: Json = {}): Json => ({
  space_type: 'image',
  child_info: { layout_key: 'left', file_name: 'left.png' },
  width: 200,
  height: 100,
  labels: { 0: { objects, classifications: [] } },
  ...parts,
});
const idsOf = (document: unknown, ontology?: unknown) =>
  normalise(document, ontology).annotations.map(({ id, track, unit: unitId, at }) => [id, track, unitId, at.kind]);

describe('the members of a data group', () => {
  it.each<[string, Json, Json]>([
    ['video', { width: 8, height: 6, number_of_frames: 10 }, { media: 'video', width: 8, height: 6, frames: 10 }],
    [
      'image_sequence',
      { width: 8, height: 6, number_of_frames: 10 },
      { media: 'video', width: 8, height: 6, frames: 10 },
    ],
    ['image', { width: 8, height: 6 }, { media: 'image', width: 8, height: 6 }],
    ['scene_image', { width: null, height: null }, { media: 'image' }],
    ['audio', { duration_ms: 1500 }, { media: 'audio', durationMs: 1500 }],
    ['text', {}, { media: 'text' }],
    ['html', {}, { media: 'html' }],
    ['medical_file', { width: 8, height: 6, number_of_frames: 3 }, { media: 'volume', width: 8, height: 6, frames: 3 }],
    [
      'medical_stack',
      { frames: [{ width: 8, height: 6, instance_uid: '1.2', file_name: 'a.dcm' }] },
      { media: 'volume', frames: 1, slices: [{ frame: 0, id: '1.2', width: 8, height: 6 }] },
    ],
    ['pdf', { number_of_pages: 4 }, { media: 'document', pages: 4 }],
    ['point_cloud', {}, { media: 'pointcloud' }],
    ['time_series', {}, { media: 'timeseries' }],
  ])('a member of a data group is a unit of its own: %s', (space_type, fields, expected) => {
    const { units } = normalise(dataGroup({ member: { space_type, ...fields, labels: {} } }));
    expect(units).toEqual([{ id: 'member', name: 'member', ...expected }]);
  });

  it('members of a data group are named by their file, else by their place in the layout', () => {
    const named = (child_info: unknown) => normalise(dataGroup({ m: image([], { child_info }) })).units[0]?.name;
    expect(named({ layout_key: 'left', file_name: 'left.png' })).toBe('left.png');
    expect(named({ layout_key: 'left', file_name: '' })).toBe('left');
    expect(named(undefined)).toBe('m');
  });

  it('members of a data group share tracks, and each has ids of its own', () => {
    const frames = { space_type: 'video', width: 10, height: 10, labels: { 3: { objects: [object()] } } };
    expect(idsOf(dataGroup({ left: image([object()]), right: image([object()]), clip: frames }))).toEqual([
      ['object-1#left', 'object-1', 'left', 'whole'],
      ['object-1#right', 'object-1', 'right', 'whole'],
      ['object-1#clip#3', 'object-1', 'clip', 'frame'],
    ]);
  });

  it('members of a data group have the answers of their own space, and those of no space', () => {
    const actions = ['left', 'right', undefined].map((spaceId) => ({
      ...answer(`in ${spaceId ?? 'any'}`, 'n', 'yes'),
      range: [[0, 0]],
      ...(spaceId ? { spaceId } : {}),
    }));
    const { annotations } = normalise(
      dataGroup({ left: image([object()]), right: image([object()]) }, { object_actions: { 'object-1': { actions } } }),
    );
    expect(annotations.map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([
      ['in left', 'in any'],
      ['in right', 'in any'],
    ]);
  });

  it('shapes in a stack are measured by the size of their slice', () => {
    const frames = [
      { width: 100, height: 100, instance_uid: '1' },
      { width: 50, height: 50, instance_uid: '2' },
    ];
    const labels = { 0: { objects: [object()] }, 1: { objects: [object()] } };
    const { units, annotations } = normalise(dataGroup({ stack: { space_type: 'medical_stack', frames, labels } }));
    expect(annotations.map(({ shape }) => shape?.kind === 'box' && shape.x)).toEqual([25, 12.5]);
    expect(units[0]).not.toHaveProperty('coordinates');
  });

  it('a stack cannot have shapes in a slice of unknown size', () => {
    const frames = [{ instance_uid: '1' }, { width: 50, height: 50, instance_uid: '2' }];
    const stack = (frame: number) =>
      normalise(
        dataGroup({ stack: { space_type: 'medical_stack', frames, labels: { [frame]: { objects: [object()] } } } }),
      );
    expect(() => stack(0)).toThrow(invalid('spaces.stack.labels.0', 'width and height of the slice'));
    expect(stack(1).annotations).toHaveLength(1);
  });

  it.each<[string, unknown, string[]]>([
    [
      'of an unknown kind',
      dataGroup({ m: { space_type: 'smell', labels: {} } }),
      ['spaces.m.space_type', 'but is "smell"'],
    ],
    ['that are missing', dataGroup({}), ['spaces', 'members of the data group']],
    [
      'beside objects of the group itself',
      dataGroup({ m: image() }, { data_units: { g: { labels: { objects: [object()] } } } }),
      ['data_units.g.labels', 'a data group is not a picture'],
    ],
    [
      'past their last frame',
      dataGroup({
        m: { space_type: 'video', number_of_frames: 2, width: 9, height: 9, labels: { 3: { objects: [object()] } } },
      }),
      ['spaces.m.labels.3.objects[0]', 'past the end'],
    ],
  ])('members of a data group %s are refused', (_what, document, message) => {
    expect(() => normalise(document)).toThrow(invalid(...message));
  });
});

describe('a classification in a data group', () => {
  const spaces = { a: image(), v: { space_type: 'video', width: 9, height: 9, labels: {} } };
  const classified = (parts: Json): Json => ({
    classification_answers: { c: { featureHash: 'f', classifications: [answer('Tone', 'r', 'dry')], ...parts } },
  });
  const placed = (parts: Json) =>
    normalise(dataGroup(spaces, classified(parts))).annotations.map(({ id, at }) => [id, at]);
  const whole = { kind: 'whole' };

  it('a classification in a data group holds where its spaces say, and nowhere else', () => {
    const inVideo = { kind: 'frames', ranges: [{ start: 2, end: 5 }] };
    expect(placed({ range: [], spaces: { v: { range: [[2, 4]], type: 'frame' } } })).toEqual([['c#v', inVideo]]);
    expect(placed({ range: [], spaces: { a: { range: [[0, 0]] }, v: { range: [[2, 4]] } } })).toEqual([
      ['c#a', whole],
      ['c#v', inVideo],
    ]);
    expect(placed({ range: [], spaces: { v: { range: [] } } })).toEqual([['c#v', whole]]);
  });

  it('a classification of a data group holds for each of its members', () => {
    for (const range of [[], [[0, 0]]]) {
      expect(placed({ range, spaces: {} })).toEqual([
        ['c#a', whole],
        ['c#v', whole],
      ]);
    }
    const entries = {
      data_units: { g: { labels: { objects: [], classifications: [{ classificationHash: 'c', name: 'Tone' }] } } },
    };
    expect(normalise(dataGroup(spaces, entries)).annotations.map(({ id, at }) => [id, at])).toEqual([
      ['c#a', whole],
      ['c#v', whole],
    ]);
  });

  it('a classification at a frame that an image does not have is refused', () => {
    expect(() => placed({ range: [], spaces: { a: { range: [[1, 1]] } } })).toThrow(
      invalid('classification_answers.c.spaces.a.range', 'data_sequence 1'),
    );
  });
});

describe('the layers of an image', () => {
  const layered = (root: Json, layers: Readonly<Record<string, Json>> = {}, parts: Json = {}) =>
    row({ spaces: { root, ...layers }, ...parts });

  it('the layers of an image are units beside the image, whose own labels are those of its root', () => {
    const label = normalise(
      layered(
        { space_type: 'image', root_info: { file_name: 'r.png' }, labels: { 0: { objects: [object()] } } },
        {
          layer: image([object()]),
        },
      ),
    );
    expect(label.units.map(({ id, width }) => [id, width])).toEqual([
      ['unit-1', 200],
      ['layer', 200],
    ]);
    expect(label.annotations.map(({ id, track, unit: unitId }) => [id, track, unitId])).toEqual([
      ['object-1', 'object-1', 'unit-1'],
      ['object-1#layer', 'object-1', 'layer'],
    ]);
  });

  it('classifications of the root of an image with layers are placed by the range of the row', () => {
    const answers = (parts: Json) => ({
      classification_answers: { c: { featureHash: 'f', classifications: [answer('Tone', 'r', 'dry')], ...parts } },
    });
    const root = { space_type: 'image', labels: {} };
    const spaces = { root: { range: [[0, 0]] }, layer: { range: [[0, 0]] } };
    expect(idsOf(layered(root, { layer: image() }, answers({ range: [[0, 0]], spaces })))).toEqual([
      ['c', 'c', 'unit-1', 'whole'],
      ['c#layer', 'c', 'layer', 'whole'],
    ]);
    expect(idsOf(layered(root, { layer: image() }, answers({ range: [], spaces })))).toEqual([
      ['c#layer', 'c', 'layer', 'whole'],
    ]);
  });

  it('a root that could be any of several images is refused', () => {
    const units = { data_units: { a: unit({ data_sequence: 0 }), b: unit({ data_sequence: 1 }) } };
    expect(() => normalise(layered({ labels: {} }, {}, { data_type: 'img_group', ...units }))).toThrow(
      invalid('spaces.root', 'has 2'),
    );
  });
});

describe('a multi-layer data group', () => {
  const layers = (objects: readonly Json[], classifications: readonly Json[] = []): Json => ({
    space_type: 'image',
    root_info: { file_name: 'layers.png' },
    width: 200,
    height: 100,
    labels: { 0: { objects, classifications } },
  });
  const entry = { classificationHash: 'c', featureHash: 'f', name: 'Tone' };
  const classified = (parts: Json): Json => ({
    classification_answers: { c: { featureHash: 'f', classifications: [answer('Tone', 'r', 'dry')], ...parts } },
  });

  it('a multi-layer data group has its root as an image, alone or beside its members', () => {
    const root = layers([object()]);
    const { units, annotations } = normalise(dataGroup({ root }));
    expect(units).toEqual([{ id: 'root', name: 'layers.png', media: 'image', width: 200, height: 100 }]);
    expect(annotations.map(({ id, unit: of, shape }) => [id, of, shape])).toEqual([
      ['object-1#root', 'root', { kind: 'box', x: 50, y: 50, width: 25, height: 25, rotationDegrees: 0 }],
    ]);
    expect(idsOf(dataGroup({ left: image([object()]), root, right: image() }))).toEqual([
      ['object-1#root', 'object-1', 'root', 'whole'],
      ['object-1#left', 'object-1', 'left', 'whole'],
    ]);
    expect(normalise(dataGroup({ root: layers([]) }, { data_title: 'Slide 7' })).units[0]?.name).toBe('layers.png');
    const unnamed = { ...layers([]), root_info: null };
    expect(normalise(dataGroup({ root: unnamed }, { data_title: 'Slide 7' })).units[0]?.name).toBe('Slide 7');
    expect(normalise(dataGroup({ root: unnamed })).units[0]?.name).toBe('root');
  });

  it('a multi-layer data group means its root where it names no space', () => {
    const spaces = { root: layers([object()], [entry]), left: image([object()]) };
    expect(idsOf(dataGroup(spaces, classified({ spaces: {} }))).slice(2)).toEqual([['c#root', 'c', 'root', 'whole']]);
    for (const range of [[], [[0, 0]]]) {
      const unplaced = dataGroup({ root: layers([]), left: image() }, classified({ range, spaces: {} }));
      expect(idsOf(unplaced)).toEqual([['c#root', 'c', 'root', 'whole']]);
    }
    const named = classified({ range: [], spaces: { left: { range: [[0, 0]] } } });
    expect(idsOf(dataGroup({ root: layers([]), left: image() }, named))).toEqual([['c#left', 'c', 'left', 'whole']]);
  });

  it('a multi-layer data group has answers of its root and of its members', () => {
    const actions = ['root', 'left'].map((spaceId) => ({ ...answer(spaceId, 'n', 'yes'), range: [[0, 0]], spaceId }));
    const { annotations } = normalise(
      dataGroup({ root: layers([object()]), left: image([object()]) }, { object_actions: { 'object-1': { actions } } }),
    );
    expect(annotations.map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([['root'], ['left']]);
  });

  it('a root that is not a picture is not a unit, as before', () => {
    const root = { space_type: 'group', labels: { objects: [], classifications: [] } };
    expect(normalise(dataGroup({ root, left: image() })).units.map(({ id }) => id)).toEqual(['left']);
  });
});

it('members of a data group keep the key of their layout beside the name of their file', () => {
  const member = (layout_key: string | null) => image([], { child_info: { layout_key, file_name: '0001.png' } });
  const { units } = normalise(dataGroup({ a: member('front'), b: member('rear'), c: member(null) }));
  expect(units.map(({ name, layoutKey }) => [name, layoutKey])).toEqual([
    ['0001.png', 'front'],
    ['0001.png', 'rear'],
    ['0001.png', undefined],
  ]);
});
