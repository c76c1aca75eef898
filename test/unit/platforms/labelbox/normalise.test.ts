import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';
import type { LabelRef } from '../../../../lib/platforms/platform.ts';

const ref: LabelRef = { label: 'label-1', dataUnit: 'row-1', occurredAt: '2026-05-04T12:00:00.000Z' };
const aBox = {
  feature_id: 'feature-1',
  name: 'boat',
  annotation_kind: 'ImageBoundingBox',
  bounding_box: { top: 2, left: 1, height: 4, width: 3 },
};
type Parts = {
  objects?: unknown[];
  classifications?: unknown[];
  annotations?: object;
  label?: object;
  row?: object;
  media?: object;
};
const document = ({ objects = [], classifications = [], annotations, label, row, media }: Parts) => ({
  data_row: { id: 'row-1', ...row },
  media_attributes: { asset_type: 'image', mime_type: 'image/jpeg', width: 640, height: 480, ...media },
  projects: {
    'project-1': {
      labels: [{ id: 'label-1', annotations: { objects, classifications, ...annotations }, ...label }],
    },
  },
});
const labelOf = (parts: Parts, of = ref): Label => normalise({ ref: of, document: document(parts) }, 'project-1');
const shapeOf = (object: object) => labelOf({ objects: [{ ...aBox, ...object }] }).annotations[0]?.shape;
const invalid = (message: RegExp) =>
  expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(message) });

describe('a ring', () => {
  const corner = fc.record({ x: fc.integer({ min: -500, max: 5000 }), y: fc.integer({ min: -500, max: 5000 }) });
  const corners = fc.uniqueArray(corner, { minLength: 3, maxLength: 9, selector: ({ x, y }) => `${x} ${y}` });

  it('is the same whether Labelbox repeats its first position or not', () => {
    fc.assert(
      fc.property(corners, (polygon) => {
        const ring = polygon.map(({ x, y }) => [x, y]);
        const open = { kind: 'polygon', polygons: [[ring]] };
        expect(shapeOf({ annotation_kind: 'ImagePolygon', polygon })).toEqual(open);
        expect(shapeOf({ annotation_kind: 'ImagePolygon', polygon: [...polygon, polygon[0]] })).toEqual(open);
      }),
    );
  });

  it('of two positions is refused', () => {
    const polygon = [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: 1, y: 1 },
    ];
    expect(() => shapeOf({ annotation_kind: 'ImagePolygon', polygon })).toThrow(
      invalid(/shape.polygons\[0\]\[0\] must be at least 3/),
    );
  });
});

describe('what the canonical label cannot hold is refused with its place:', () => {
  const nested = {
    name: 'state',
    radio_answer: { name: 'moored', classifications: [{ name: 'since', numeric_answer: 4 }] },
  };
  it.each<[string, Parts, RegExp]>([
    [
      'an object of a kind unknown here',
      { objects: [aBox, { ...aBox, annotation_kind: 'ImageCuboid' }] },
      /annotations.objects\[1\] is of kind "ImageCuboid".*not supported yet/,
    ],
    [
      'an object of another medium',
      { objects: [aBox, { name: 'n', annotation_kind: 'TextEntity' }] },
      /objects\[1\] is of kind "TextEntity", which belongs to media text, and this is image/,
    ],
    ['an object that is none', { objects: [5] }, /annotations.objects\[0\] must be an object, and is number/],
    [
      'an object without a name',
      { objects: [{ ...aBox, name: '' }] },
      /objects\[0\].name must be a text, and is empty/,
    ],
    ['an id that is none', { objects: [{ ...aBox, feature_id: 5 }] }, /objects\[0\].feature_id must be a text/],
    [
      'a rotated box',
      { objects: [{ ...aBox, bounding_box: { ...aBox.bounding_box, rotation: 10 } }] },
      /objects\[0\].bounding_box has unknown keys: rotation/,
    ],
    [
      'a box without a side',
      { objects: [{ ...aBox, bounding_box: { top: 1, left: 2, width: 3 } }] },
      /bounding_box.height must be a number, and is missing/,
    ],
    [
      'a box turned inside out',
      { objects: [{ ...aBox, bounding_box: { top: 1, left: 2, width: -3, height: 1 } }] },
      /shape.width must be at least 0/,
    ],
    [
      'a number that is none',
      { objects: [{ ...aBox, annotation_kind: 'ImagePoint', point: { x: Number.NaN, y: 1 } }] },
      /point.x must be a number/,
    ],
    [
      'a part unknown here',
      { annotations: { voxels: [1] } },
      /annotations.voxels is a part that a label of image is not known to have/,
    ],
    ['frames of an image', { annotations: { frames: { 1: {} } } }, /The data row is image, .* those of video/],
    ['an image that is called a video', { label: { label_kind: 'Video' } }, /is image, .* video/],
    [
      'a medium nobody knows',
      { media: { asset_type: 'point_cloud', mime_type: undefined } },
      /tells of "point_cloud", which is not supported yet/,
    ],
    [
      'a medium nobody tells',
      { media: { asset_type: undefined, mime_type: undefined } },
      /neither asset_type nor mime_type/,
    ],
    ['annotations of no known shape', { label: { annotations: {} } }, /annotations holds none of objects, classif/],
    ['a rotation that is none', { media: { exif_rotation: 9 } }, /exif_rotation must be an EXIF orientation, 1 to 8/],
    [
      'an answer of a kind unknown here, deep inside',
      { classifications: [nested] },
      /annotations.classifications\[0\].radio_answer.classifications\[0\] must carry one answer.*numeric_answer/,
    ],
    [
      'a question without an answer',
      { classifications: [{ name: 'state' }] },
      /classifications\[0\] must carry one answer.*it has none/,
    ],
    [
      'a question with two answers',
      { classifications: [{ name: 'n', text_answer: { content: '' }, checklist_answers: [] }] },
      /it has text_answer, checklist_answers/,
    ],
    [
      'an answer beside one of a kind unknown here',
      { classifications: [{ name: 'n', text_answer: { content: '' }, numeric_answer: 4 }] },
      /it has text_answer, numeric_answer/,
    ],
    ['the same id twice', { objects: [aBox, aBox] }, /annotations\[1\].id stands twice/],
    [
      'a time nobody can read',
      { label: { label_details: { updated_at: 'yesterday' } } },
      /label_details.updated_at is not a time/,
    ],
    ['another label than asked for', { label: { id: 'label-2' } }, /another id than asked for/],
  ])('%s', (_what, parts, message) => {
    expect(() => labelOf(parts)).toThrow(invalid(message));
  });

  it('questions nested without end, and the stack does not overflow', () => {
    let question: object = { name: 'last', text_answer: { content: '' } };
    for (let depth = 0; depth < 10_000; depth++) {
      question = { name: 'q', radio_answer: { name: 'a', classifications: [question] } };
    }
    expect(() => labelOf({ classifications: [question] })).toThrow(invalid(/nested more than 64 deep/));
  });

  it('a row that holds two labels of the project, or none', () => {
    const row = document({});
    const project = row.projects['project-1'];
    const two = { ...row, projects: { 'project-1': { labels: [...project.labels, ...project.labels] } } };
    expect(() => normalise({ ref, document: two }, 'project-1')).toThrow(invalid(/must hold one label.*it has 2/));
    expect(() => normalise({ ref, document: row }, 'project-2')).toThrow(invalid(/it has 0/));
  });
});

it('never repeats what a person wrote in an error', () => {
  const secret = 'the patient is Ann';
  const classifications = [{ name: 'remark', text_answer: { content: secret }, checklist_answers: secret }];
  const attempt = () => labelOf({ classifications, label: { label_details: { updated_at: secret } } });
  expect(attempt).toThrow(invalid(/label_details.updated_at is not a time/));
  expect(() => labelOf({ classifications })).toThrow(invalid(/it has text_answer, checklist_answers/));
  expect(() => labelOf({ classifications })).not.toThrow(secret);
  expect(attempt).not.toThrow(secret);
});

it('takes a row that tells nothing of its media for an image when its objects do', () => {
  const media = { asset_type: undefined, mime_type: undefined };
  expect(labelOf({ objects: [aBox], media }).units[0]?.media).toBe('image');
});

describe('the revision', () => {
  const revisionOf = (label_details: object | undefined) => labelOf({ label: { label_details } }).source;

  it('is the later of the two times of a change, in microseconds', () => {
    const [older, newer] = ['2026-05-04T13:58:07.120+02:00', '2026-05-04T11:58:07.120457+00:00'];
    const expected = {
      revision: Date.parse('2026-05-04T11:58:07.120Z') * 1000 + 457,
      updatedAt: '2026-05-04T11:58:07.120Z',
    };
    expect(revisionOf({ updated_at: older, content_last_updated_at: newer })).toMatchObject(expected);
    expect(revisionOf({ updated_at: newer, content_last_updated_at: older })).toMatchObject(expected);
  });

  it('is the time of the event where the export tells none', () => {
    expect(revisionOf(undefined)).toMatchObject({
      revision: Date.parse(ref.occurredAt) * 1000,
      updatedAt: ref.occurredAt,
    });
  });
});

describe('the unit', () => {
  const unitOf = (row: object) => labelOf({ row }).units[0];

  it('is named after the external id, else the global key, else its own id', () => {
    expect(unitOf({ external_id: 'a.jpg', global_key: 'b' })?.name).toBe('a.jpg');
    expect(unitOf({ external_id: null, global_key: 'b' })?.name).toBe('b');
    expect(unitOf({})?.name).toBe('row-1');
  });

  it.each([
    [
      'https://bucket.s3.eu-west-1.amazonaws.com/a%20b.jpg?X-Amz-Signature=1',
      'https://bucket.s3.eu-west-1.amazonaws.com/a%20b.jpg',
    ],
    ['https://example.com/a.jpg?page=2', 'https://example.com/a.jpg'],
    ['s3://bucket/a.jpg', 's3://bucket/a.jpg'],
    ['Raw text: https://example.com', undefined],
    ['https://example.com and more words', undefined],
    ['{"tile_layer_url":"https://example.com/{z}/{x}/{y}.png"}', 'https://example.com/{z}/{x}/{y}.png'],
    ['{"pdf_url":"https://example.com/a.pdf?Signature=1"', undefined], // no JSON
  ])('has its media from %s', (row_data, sourceUri) => {
    expect(unitOf({ row_data })?.sourceUri).toBe(sourceUri);
  });
});

it.each([
  ['1', 1],
  [6, 6],
  ['', undefined],
  [0, undefined],
  [undefined, undefined],
])('reads the EXIF rotation %j as orientation %j', (exif_rotation, orientation) => {
  expect(labelOf({ media: { exif_rotation } }).units[0]?.exifOrientation).toBe(orientation);
});

it('keeps an address of a person and a signature out of its names, and an answer as it was typed', () => {
  expect(labelOf({ row: { external_id: 'ann@example.com' } }).units[0]?.name).toMatch(/^user-[0-9a-f]{16}$/);
  expect(labelOf({ row: { external_id: 'https://example.com/a.jpg?Signature=1' } }).units[0]?.name).toBe(
    'https://example.com/a.jpg',
  );
  const [answer] = labelOf({
    classifications: [{ name: 'contact', text_answer: { content: 'ann@example.com' } }],
  }).annotations;
  expect(answer?.attributes[0]?.value).toEqual({ kind: 'text', text: 'ann@example.com' });
});

it('says of the label that the others of its row are measured by that it is the truth', () => {
  const row = document({ objects: [aBox] });
  const project = { ...row.projects['project-1'], benchmark_reference_labels: ['label-1'] };
  const benchmark = normalise({ ref, document: { ...row, projects: { 'project-1': project } } }, 'project-1');
  expect(benchmark.source.groundTruth).toBe(true);
  expect(labelOf({ objects: [aBox] }).source).not.toHaveProperty('groundTruth');
});

it('lists categories in order of appearance, objects first, each once, with a colour where one is told', () => {
  const { categories } = labelOf({
    objects: [
      aBox,
      { ...aBox, feature_id: 'feature-2', name: 'car', color: '#1CE6FF' },
      { ...aBox, feature_id: 'feature-3', color: '#FF0000' },
      { ...aBox, feature_id: 'feature-4', color: '#00FF00' },
    ],
    classifications: [{ name: 'boat', text_answer: { content: '' } }],
  });
  expect(categories).toEqual([
    { name: 'boat', kind: 'object', color: '#FF0000' },
    { name: 'car', kind: 'object', color: '#1CE6FF' },
    { name: 'boat', kind: 'classification' },
  ]);
});

it('keeps the person apart from the name', () => {
  const { source } = labelOf({ label: { label_details: { created_by: 'ann@example.com' } } });
  expect(source.annotator).toBe('71d4f55f72fa128d');
});

it('says of a skipped label that it is none, since nobody said that there is nothing', () => {
  const skipped = { label: { performance_details: { skipped: true } } };
  expect(() => labelOf(skipped)).toThrow(expect.objectContaining({ name: 'LabelNotFound' }));
  expect(labelOf({ label: { performance_details: { skipped: false } } }).annotations).toEqual([]);
});
