import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../lib/label/rle.ts';
import reader from '../../lib/platforms/encord/reader.ts';
import { parseTimestamp } from '../../lib/platforms/encord/timestamp.ts';

const ref = { label: 'label-1', occurredAt: '2026-05-04T12:00:00.000Z' };

type Json = Record<string, unknown>;

const object = (parts: Json = {}): Json => ({
  objectHash: 'object-1',
  featureHash: 'car-hash',
  name: 'Car',
  color: '#D33115',
  shape: 'bounding_box',
  boundingBox: { x: 0.25, y: 0.5, w: 0.125, h: 0.25 },
  ...parts,
});

const unit = (parts: Json = {}): Json => ({
  data_title: '1.jpg',
  data_type: 'image/jpeg',
  data_sequence: 0,
  width: 200,
  height: 100,
  labels: { objects: [], classifications: [] },
  ...parts,
});

const row = (parts: Json = {}): Json => ({
  label_hash: 'label-1',
  last_edited_at: '2026-05-04T11:59:57.901639+00:00',
  data_type: 'image',
  data_units: { 'unit-1': unit() },
  object_answers: {},
  object_actions: {},
  classification_answers: {},
  ...parts,
});

const rowOf = (...objects: Json[]) => row({ data_units: { 'unit-1': unit({ labels: { objects } }) } });

/** A group of three images of 100 × 100 px, with the data_sequence 0, 1 and 2. */
const group = (parts: Json = {}, units: readonly Json[] = [{}, {}, {}]) =>
  row({
    data_type: 'img_group',
    data_units: Object.fromEntries(
      units.map((labels, index) => [
        `unit-${index}`,
        unit({ data_sequence: String(index), width: 100, height: 100, labels }),
      ]),
    ),
    ...parts,
  });

const normalise = (document: unknown, ontology?: unknown) => reader.normalise({ ref, document, ontology }, 'project-1');
const shapeOf = (parts: Json) => normalise(rowOf(object(parts))).annotations[0]?.shape;
const invalid = (...parts: string[]) => {
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(new RegExp(pattern, 's')) });
};

const question = (name: string, type: string, hash: string, options?: Json[]): Json => ({
  name,
  type,
  featureNodeHash: hash,
  ...(options ? { options } : {}),
});
const option = (label: string, hash: string, options?: Json[]): Json => ({
  label,
  featureNodeHash: hash,
  ...(options ? { options } : {}),
});
const answer = (name: string, featureHash: string, answers: unknown): Json => ({ name, featureHash, answers });

describe('a shape', () => {
  it('is in pixels of its unit', () => {
    expect(shapeOf({})).toEqual({ kind: 'box', x: 50, y: 50, width: 25, height: 25, rotationDegrees: 0 });
    const rotatableBoundingBox = { x: 0.25, y: 0.5, w: 0.125, h: 0.25, theta: -30 };
    expect(shapeOf({ shape: 'rotatable_bounding_box', rotatableBoundingBox })).toEqual({
      kind: 'box',
      ...{ x: 50, y: 50, width: 25, height: 25 },
      rotationDegrees: -30,
    });
    expect(shapeOf({ shape: 'point', point: { 0: { x: 0.5, y: 0.25, z: null } } })).toEqual({
      kind: 'point',
      x: 100,
      y: 25,
    });
  });

  it('keyed by numbers keeps their order, "10" after "9", just as a list does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: fc.nat({ max: 9 }), y: fc.nat({ max: 9 }) }), { minLength: 3, maxLength: 30 }),
        (points) => {
          // JavaScript itself puts the keys "0", "1", … in order, but not "00", "01", …
          const keyed = (digits: number) =>
            Object.fromEntries(
              points.map((point, index) => [String(index).padStart(digits, '0'), point] as const).reverse(),
            );
          const positions = points.map(({ x, y }) => [x * 200, y * 100]);
          for (const polyline of [points, keyed(1), keyed(2)]) {
            expect(shapeOf({ shape: 'polyline', polyline })).toEqual({ kind: 'polyline', points: positions });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of several polygons with holes wins over the older single ring', () => {
    const polygon = { 0: { x: 0, y: 0 }, 1: { x: 1, y: 0 }, 2: { x: 1, y: 1 } };
    const rings = [
      [0, 0, 1, 0, 1, 1],
      [0.5, 0.5, 0.75, 0.5, 0.75, 0.75, 0.5, 0.5],
    ];
    expect(shapeOf({ shape: 'polygon', polygon, polygons: [rings, [[0, 0, 0.5, 0, 0.5, 0.5]]] })).toEqual({
      kind: 'polygon',
      polygons: [
        [
          [
            [0, 0],
            [200, 0],
            [200, 100],
          ],
          [
            [100, 50],
            [150, 50],
            [150, 75],
          ], // closed in the document, open in the model
        ],
        [
          [
            [0, 0],
            [100, 0],
            [100, 50],
          ],
        ],
      ],
    });
    for (const polygons of [null, []]) {
      expect(shapeOf({ shape: 'polygon', polygon, polygons })).toEqual({
        kind: 'polygon',
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
    }
  });

  it('of a bitmask keeps its runs, which are row by row', () => {
    const counts = [201, 3, 197, 3, 200 * 100 - 404];
    const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: encodeCounts(counts) };
    expect(shapeOf({ shape: 'bitmask', bitmask })).toEqual({ kind: 'mask', width: 200, height: 100, counts });
  });

  const at = 'data_units.unit-1.labels.objects[0]';
  const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: '~~~' };
  it.each<[string, Json, string[]]>([
    ['a shape that is not supported', { shape: 'skeleton' }, [at, 'shape "skeleton" is not supported yet']],
    ['a shape named like a property of every object', { shape: 'constructor' }, [at, 'shape "constructor"']],
    ['a missing coordinate', { boundingBox: { x: 0, y: 0, w: 1 } }, [at, 'boundingBox.h is missing']],
    ['another shape’s geometry', { shape: 'polygon' }, [`${at}.polygon`, 'is missing']],
    ['a third coordinate', { shape: 'point', point: { 0: { x: 0, y: 0, z: 1 } } }, [`${at}.point`, '[0].z']],
    [
      'two points in one',
      {
        shape: 'point',
        point: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
      [`${at}.point`, '2 points'],
    ],
    ['no point', { shape: 'point', point: {} }, [`${at}.point`, '0 points']],
    ['half a position', { shape: 'polygon', polygons: [[[0, 0, 1, 0, 1, 1, 0]]] }, [at, 'polygons[0][0]', 'even']],
    [
      'a ring of two',
      { shape: 'polygon', polygons: [[[0, 0, 1, 0]]] },
      ['annotations[0].shape', `annotations[0] is ${at}`],
    ],
    ['a mask of a part', { shape: 'bitmask', bitmask: { ...bitmask, top: 1 } }, [`${at}.bitmask`, '(0, 1)']],
    ['a mask of another size', { shape: 'bitmask', bitmask: { ...bitmask, width: 100 } }, ['100 × 100', '200 × 100']],
    ['no run-length code', { shape: 'bitmask', bitmask }, [`${at}.bitmask.rleString`]],
    ['too short a mask', { shape: 'bitmask', bitmask: { ...bitmask, rleString: '5' } }, ['counts', `is ${at}`]],
    ['a confidence over 1', { confidence: 1.5 }, ['annotations[0].confidence', `annotations[0] is ${at}`]],
    ['an unreadable time', { createdAt: 'noon' }, [`${at}.createdAt`]],
  ])('is refused for %s, with its place', (_what, parts, message) => {
    expect(() => shapeOf(parts)).toThrow(invalid(...message));
  });

  it('needs the size of its unit, which a unit without shapes does not', () => {
    for (const size of [{ width: 0 }, { height: null }, { width: undefined }]) {
      const sized = (labels: Json) => row({ data_units: { 'unit-1': unit({ ...size, labels }) } });
      expect(() => normalise(sized({ objects: [object()] }))).toThrow(invalid('data_units.unit-1', 'width and height'));
      expect(normalise(sized({ objects: [] })).annotations).toEqual([]);
    }
  });

  it('of a deleted object is left out, whatever it is', () => {
    expect(normalise(rowOf(object({ isDeleted: true, shape: 'cuboid' }), object())).annotations).toHaveLength(1);
  });
});

describe('a row', () => {
  it.each<[string, Json, string[]]>([
    ['of a video', { data_type: 'video', data_units: 5 }, ['data_type "video" is not supported yet']],
    ['with spaces', { spaces: { space: { space_type: 'image' } } }, ['spaces', '1 spaces']],
    ['keyed by frames', { data_units: { u: unit({ labels: { 0: { objects: [] } } }) } }, ['data_units.u.labels']],
    ['of another medium', { data_units: { u: unit({ data_type: 'video/mp4' }) } }, ['data_units.u', '"video/mp4"']],
    ['without units', { data_units: {} }, ['units must be at least 1']],
    ['not begun', { label_hash: null }, ['label_hash']],
    ['of an unreadable time', { last_edited_at: 'noon' }, ['last_edited_at']],
    [
      'with an object in a range',
      { object_answers: { o: { classifications: [], range: [[0, 9]] } } },
      ['object_answers.o'],
    ],
    [
      'with an object in a space',
      { object_answers: { o: { classifications: [], spaces: { s: {} } } } },
      ['object_answers.o'],
    ],
    [
      'with an answer in a space',
      { object_actions: { o: { actions: [{ ...answer('a', 'a', 'a'), range: [], spaceId: 's' }] } } },
      ['object_actions.o'],
    ],
  ])('%s is refused with the reason', (_what, parts, message) => {
    expect(() => normalise(row(parts))).toThrow(invalid(...message));
  });

  it('of one object hash twice in a unit is refused: neither is dropped', () => {
    expect(() => normalise(rowOf(object(), object()))).toThrow(invalid('annotations[1].id', 'labels.objects[1]'));
  });

  it('is as new as its last change, to the microsecond, or as the event where it does not say', () => {
    expect(normalise(row()).source).toMatchObject({
      revision: 1_777_895_997_901_639,
      updatedAt: '2026-05-04T11:59:57.901Z',
    });
    expect(normalise(row({ last_edited_at: undefined })).source.updatedAt).toBe(ref.occurredAt);
  });

  it('tells the stage of the workflow, else the task’s status, else the label’s', () => {
    const told = {
      label_status: 'LABELLED',
      annotation_task_status: 'QUEUED',
      workflow_graph_node: { title: 'Review' },
    };
    expect(normalise(row(told)).source.status).toBe('Review');
    expect(normalise(row({ ...told, workflow_graph_node: null })).source.status).toBe('QUEUED');
    expect(normalise(row({ label_status: 'LABELLED' })).source.status).toBe('LABELLED');
  });

  it('names its last editor by the hash that stands in the cleaned document too', () => {
    const first = object({ createdAt: 'Mon, 04 May 2026 10:00:00 UTC', createdBy: 'one@example.com' });
    const later = {
      createdBy: 'one@example.com',
      lastEditedAt: '2026-05-04 10:00:01',
      lastEditedBy: 'two@example.com',
    };
    const document = rowOf(object({ ...later, objectHash: 'object-2' }), first);
    const cleaned = reader.clean({ by: 'two@example.com' });
    expect(cleaned).toEqual({ by: `user-${normalise(document).source.annotator}` });
    expect(normalise(row()).source).not.toHaveProperty('annotator');
  });

  it('has its units in the order of the group, and the source of each without its query', () => {
    const units = { a: '10', b: 9, c: '0' };
    const label = normalise(
      row({
        data_type: 'img_group',
        data_units: Object.fromEntries(
          Object.entries(units).map(([hash, data_sequence]) => [
            hash,
            unit({ data_sequence, data_link: hash === 'c' ? '' : `https://example.com/${hash}?X-Amz-Signature=1&a=?` }),
          ]),
        ),
      }),
    );
    expect(label.units.map(({ id, sourceUri }) => [id, sourceUri])).toEqual([
      ['c', undefined],
      ['b', 'https://example.com/b'],
      ['a', 'https://example.com/a'],
    ]);
    expect(() => normalise(group({ data_units: { u: unit({ data_sequence: '' }) } }))).toThrow(
      invalid('data_units.u.data_sequence'),
    );
  });
});

describe('the answers of an object', () => {
  const ontology = {
    objects: [
      {
        name: 'Car',
        featureNodeHash: 'car-hash',
        attributes: [
          question('Colour', 'radio', 'colour', [
            option('Red', 'red', [question('Shade', 'radio', 'shade', [option('Dark', 'dark')])]),
            option('Blue', 'blue', [question('Note', 'text', 'note')]),
          ]),
          question('Flags', 'checklist', 'flags', [option('Old', 'old')]),
        ],
      },
    ],
  };
  const attributes = (classifications: Json[], structure?: unknown) =>
    normalise({ ...rowOf(object()), object_answers: { 'object-1': { classifications } } }, structure).annotations[0]
      ?.attributes;
  const dark = answer('Shade', 'shade', [{ name: 'Dark', featureHash: 'dark' }]);
  const red = answer('Colour', 'colour', [{ name: 'Colour', featureHash: 'red' }]);

  it('are nested by the ontology, in its order, under its names', () => {
    expect(attributes([dark, answer('Flags', 'flags', []), red], ontology)).toEqual([
      {
        name: 'Colour',
        value: {
          kind: 'radio',
          choice: {
            name: 'Red',
            attributes: [{ name: 'Shade', value: { kind: 'radio', choice: { name: 'Dark', attributes: [] } } }],
          },
        },
      },
      { name: 'Flags', value: { kind: 'checklist', choices: [] } },
    ]);
  });

  it('stay, flat, where their parent was answered otherwise or the ontology does not know them', () => {
    const blue = answer('Colour', 'colour', [{ name: 'Blue', featureHash: 'blue' }]);
    expect(attributes([dark, blue, answer('Gone', 'gone', 5)], ontology)).toEqual([
      { name: 'Colour', value: { kind: 'radio', choice: { name: 'Blue', attributes: [] } } },
      { name: 'Shade', value: { kind: 'radio', choice: { name: 'Dark', attributes: [] } } },
      { name: 'Gone', value: { kind: 'number', number: 5 } },
    ]);
  });

  it('are flat lists of choices without an ontology', () => {
    expect(attributes([dark, answer('Text', 'text', 'words'), answer('Empty', 'empty', null)])).toEqual([
      { name: 'Shade', value: { kind: 'checklist', choices: [{ name: 'Dark', attributes: [] }] } },
      { name: 'Text', value: { kind: 'text', text: 'words' } },
    ]);
  });

  it('to a radio question are none when it stands empty, and two are refused', () => {
    expect(attributes([answer('Colour', 'colour', [])], ontology)).toEqual([]);
    const both = answer('Colour', 'colour', [
      { name: 'Red', featureHash: 'red' },
      { name: 'Blue', featureHash: 'blue' },
    ]);
    expect(() => attributes([both], ontology)).toThrow(invalid('object_answers.object-1', '2 answers'));
  });

  it('that change along an image group hold in the units of their range', () => {
    const objects = [object()];
    const lights = (answers: string, ...range: number[][]) => ({ ...answer('Light', 'light', answers), range });
    const { annotations } = normalise(
      group({ object_actions: { 'object-1': { actions: [lights('off', [0, 0], [2, 2]), lights('on', [1, 1])] } } }, [
        { objects },
        { objects },
        { objects },
      ]),
    );
    expect(annotations.map(({ id, track, unit: of, attributes }) => [id, track, of, attributes])).toEqual(
      ['off', 'on', 'off'].map((text, index) => [
        `object-1#${index}`,
        'object-1',
        `unit-${index}`,
        [{ name: 'Light', value: { kind: 'text', text } }],
      ]),
    );
  });
});

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
    normalise(document, structure).annotations.map(({ unit: of }) => of);

  it('holds for the units of its entries where the answer has no range', () => {
    for (const range of [undefined, null]) {
      expect(unitsOf(group(answered({ range }), [placed, {}, placed]))).toEqual(['unit-0', 'unit-2']);
    }
    expect(unitsOf(group({}, [placed, {}, {}]))).toEqual(['unit-0']);
    expect(unitsOf(group(answered({ featureHash: null, range: [[0, 2]] }), [placed, {}, {}]))).toEqual(['unit-0']);
  });

  it('holds for the units of its answer’s range, which wins over entries', () => {
    expect(unitsOf(group(answered({ range: [[1, 2]] })))).toEqual(['unit-1', 'unit-2']);
    expect(unitsOf(group(answered({ range: [[1, 2]] }), [placed, placed, {}]))).toEqual(['unit-1', 'unit-2']);
  });

  it('holds for all units where its range is empty, unless entries say otherwise and it is not global', () => {
    const all = ['unit-0', 'unit-1', 'unit-2'];
    expect(unitsOf(group(answered({ range: [] })))).toEqual(all);
    expect(unitsOf(group(answered({ range: [] }), [placed, {}, {}]), ontology('global'))).toEqual(all);
    expect(unitsOf(group(answered({ range: [] }), [placed, {}, {}]), ontology())).toEqual(['unit-0']);
  });

  it('that was left behind by a deleted one is ignored', () => {
    expect(unitsOf(group(answered()))).toEqual([]);
  });

  it('is called what the ontology calls its root question, else what its entry or its one answer says', () => {
    const nameIn = (document: unknown, structure?: unknown) => normalise(document, structure).annotations[0]?.category;
    expect(nameIn(group(answered({ range: [[0, 0]] })), ontology())).toBe('Weather today');
    expect(nameIn(group({}, [placed]))).toBe('Weather');
    expect(nameIn(group(answered({ range: [[0, 0]] })))).toBe('Weather');
  });

  const two = [answer('How hard?', 'nested', 'much'), answer('Weather', 'root', 'rain')];
  it.each<[string, Json, string[]]>([
    ['a range outside the group', { range: [[1, 3]] }, ['class-1.range', 'data_sequence 3']],
    ['a range of something unnamed', { range: [[0, 0]], featureHash: null }, ['class-1', 'no featureHash']],
    ['a space', { range: [], spaces: { left: { range: [] } } }, ['class-1.spaces']],
    ['a name only the ontology knows', { range: [[0, 0]], classifications: two }, ['class-1', 'ontology', '2 answers']],
  ])('is refused for %s', (_what, parts, message) => {
    expect(() => normalise(group(answered(parts)))).toThrow(invalid(...message));
  });
});

describe('the categories', () => {
  const ontology = {
    objects: [
      { name: 'Truck', featureNodeHash: 'truck', color: '#000001' },
      { name: 'Vehicle', featureNodeHash: 'car-hash' },
      { name: 'Truck', featureNodeHash: 'truck-polygon', color: '#000002' },
      { name: 'Bus', featureNodeHash: 'bus', color: 'red' },
    ],
    classifications: [{ featureNodeHash: 'w', attributes: [question('Vehicle', 'text', 'r')] }],
  };

  it('are the whole ontology in its order, then what the label has besides; one name is one category', () => {
    const stray = object({ objectHash: 'object-2', featureHash: 'gone', name: 'Stray', color: '#000003' });
    const label = normalise(rowOf(stray, object()), ontology);
    expect(label.categories).toEqual([
      { name: 'Truck', kind: 'object', color: '#000001' },
      { name: 'Vehicle', kind: 'object' },
      { name: 'Bus', kind: 'object' },
      { name: 'Stray', kind: 'object', color: '#000003' },
      { name: 'Vehicle', kind: 'classification' },
    ]);
    expect(label.annotations.map(({ category }) => category)).toEqual(['Stray', 'Vehicle']);
    expect(normalise(row(), ontology).categories).toEqual(label.categories.filter(({ name }) => name !== 'Stray'));
  });

  it('stand in order of appearance without an ontology, each in the first colour', () => {
    const b = object({ objectHash: 'b', name: 'B', color: null });
    const a = object({ objectHash: 'a', name: 'A' });
    const again = object({ objectHash: 'c', name: 'B', color: '#000004' });
    expect(normalise(rowOf(b, a, again)).categories).toEqual([
      { name: 'B', kind: 'object', color: '#000004' },
      { name: 'A', kind: 'object', color: '#D33115' },
    ]);
  });

  it('come from an ontology of the documented form only', () => {
    expect(() => normalise(row(), { objects: [{ name: 'Car' }] })).toThrow(
      invalid('ontology', 'objects[0].featureNodeHash'),
    );
  });
});

describe('a time', () => {
  it.each([
    ['2023-12-01T10:29:57.901639+00:00', 1_701_426_597_901_639, '2023-12-01T10:29:57.901Z'],
    ['2023-12-01T10:29:57.9+02:00', 1_701_419_397_900_000, '2023-12-01T08:29:57.900Z'],
    ['2023-03-21T11:03:52.573279', 1_679_396_632_573_279, '2023-03-21T11:03:52.573Z'],
    ['2025-01-07 16:12:23', 1_736_266_343_000_000, '2025-01-07T16:12:23.000Z'],
    ['Fri, 01 Dec 2023 10:30:02 UTC', 1_701_426_602_000_000, '2023-12-01T10:30:02.000Z'],
    ['Fri, 01 Dec 2023 10:30:02 GMT', 1_701_426_602_000_000, '2023-12-01T10:30:02.000Z'],
  ])('%s is read in UTC, whatever the machine’s time zone', (text, microseconds, iso) => {
    expect(parseTimestamp(text)).toEqual({ microseconds, iso });
  });

  it.each(['', 'noon', '2023-12-01', '01/12/2023 10:00:00', '2023-13-01T10:00:00', 'None'])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('a document that is kept', () => {
  it('does not hold what changes at every fetch, and holds everything else', () => {
    const document = {
      export_hash: 'a',
      exported_at: 'b',
      export_history: [{ user_email: 'user@example.com' }],
      client_metadata: { exported_at: 'the customer’s own' },
      data_units: { u: { data_link: 'https://example.com/1?X-Goog-Signature=abc', createdBy: 'user@example.com' } },
    };
    const before = structuredClone(document);
    expect(reader.clean(document)).toEqual({
      client_metadata: { exported_at: 'the customer’s own' },
      data_units: {
        u: { data_link: 'https://example.com/1', createdBy: expect.stringMatching(/^user-[0-9a-f]{16}$/) },
      },
    });
    expect(document).toEqual(before);
  });
});
