import { describe, expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';
import type { LabelRef } from '../../../../lib/platforms/platform.ts';
import { invalidLabel } from './labels-of.ts';

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

describe('a label that cannot be read', () => {
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
      /objects\[1\] is of kind "TextEntity", which belongs to media text, but this is image/,
    ],
    ['an object that is a number', { objects: [5] }, /annotations.objects\[0\] must be an object, but is a number/],
    [
      'an object without a name',
      { objects: [{ ...aBox, name: '' }] },
      /objects\[0\].name must be a string, but is empty/,
    ],
    ['an id that is a number', { objects: [{ ...aBox, feature_id: 5 }] }, /objects\[0\].feature_id must be a string/],
    [
      'a rotated box',
      { objects: [{ ...aBox, bounding_box: { ...aBox.bounding_box, rotation: 10 } }] },
      /objects\[0\].bounding_box has a key "rotation", which is not supported yet/,
    ],
    [
      'a box without a side',
      { objects: [{ ...aBox, bounding_box: { top: 1, left: 2, width: 3 } }] },
      /bounding_box.height must be a finite number, but is missing/,
    ],
    [
      'a box far outside of any picture',
      { objects: [{ ...aBox, bounding_box: { top: 1, left: 2e7, width: 3, height: 1 } }] },
      /^annotations.objects\[0\] \(shape.x of its annotation\) must be at most 10000000\./,
    ],
    [
      'a coordinate that is not a number',
      { objects: [{ ...aBox, annotation_kind: 'ImagePoint', point: { x: Number.NaN, y: 1 } }] },
      /point.x must be a finite number/,
    ],
    [
      'a part unknown here',
      { annotations: { voxels: [1] } },
      /annotations.voxels is a part that a label of image is not known to have/,
    ],
    [
      'a mask on a map, of which nothing says where its pixels lie',
      {
        media: { asset_type: 'tms_geo' },
        objects: [{ name: 'roof', annotation_kind: 'GeoSegmentationMask', mask: { url: 'https://example.com/1.png' } }],
      },
      /objects\[0\] is of kind "GeoSegmentationMask".*not supported yet/,
    ],
    [
      'objects of an audio',
      {
        media: { asset_type: 'audio' },
        objects: [{ name: 'word', annotation_kind: 'AudioTextEntity', location: { start: 1, end: 2 } }],
      },
      /annotations.objects is a part .* audio is not known to have: an object of kind "AudioTextEntity"/,
    ],
    [
      'a class without a name',
      { objects: [{ ...aBox, name: null, value: 'boat' }] },
      /name must be a string, but is null/,
    ],
    ['frames of an image', { annotations: { frames: { 1: {} } } }, /The data row is image, .* those of video/],
    ['an image that says it is a video', { label: { label_kind: 'Video' } }, /is image, .* video/],
    [
      'a medium that is not known',
      { media: { asset_type: 'point_cloud', mime_type: undefined } },
      /has the type "point_cloud", which is not supported yet/,
    ],
    [
      'a medium that nothing shows',
      { media: { asset_type: undefined, mime_type: undefined } },
      /must have asset_type or mime_type, but has neither/,
    ],
    [
      'annotations of no known shape',
      { label: { annotations: {} } },
      /annotations must have one of objects, classifications, .* but has none/,
    ],
    [
      'an answer of a kind unknown here, deep inside',
      { classifications: [nested] },
      /annotations.classifications\[0\].radio_answer.classifications\[0\] must have one answer.*numeric_answer/,
    ],
    [
      'a question with two answers',
      { classifications: [{ name: 'n', text_answer: { content: '' }, checklist_answers: [] }] },
      /but has text_answer, checklist_answers/,
    ],
    [
      'an answer beside one of a kind unknown here',
      { classifications: [{ name: 'n', text_answer: { content: '' }, numeric_answer: 4 }] },
      /but has text_answer, numeric_answer/,
    ],
    [
      'two different objects of one id',
      { objects: [aBox, { ...aBox, name: 'car' }] },
      /annotations.objects\[1\] must have a feature_id of its own/,
    ],
    [
      'a time that cannot be read',
      { label: { label_details: { updated_at: 'yesterday' } } },
      /label_details.updated_at must be a time/,
    ],
    ['a label other than the one asked for', { label: { id: 'label-2' } }, /must have the id that was asked for/],
  ])('is refused, with the place, for %s', (_what, parts, message) => {
    expect(() => labelOf(parts)).toThrow(invalidLabel(message));
  });

  it('is refused for questions nested without end, and the stack does not overflow', () => {
    let question: object = { name: 'last', text_answer: { content: '' } };
    for (let depth = 0; depth < 10_000; depth++) {
      question = { name: 'q', radio_answer: { name: 'a', classifications: [question] } };
    }
    expect(() => labelOf({ classifications: [question] })).toThrow(invalidLabel(/nested more than 64 deep/));
  });

  it('is refused when its row holds two labels of the project, or none', () => {
    const row = document({});
    const project = row.projects['project-1'];
    const two = { ...row, projects: { 'project-1': { labels: [...project.labels, ...project.labels] } } };
    expect(() => normalise({ ref, document: two }, 'project-1')).toThrow(
      invalidLabel(/must hold one label.*but holds 2/),
    );
    expect(() => normalise({ ref, document: row }, 'project-2')).toThrow(invalidLabel(/but holds 0/));
  });
});

it('never repeats what a person wrote in an error', () => {
  const secret = 'the patient is Ann';
  const classifications = [{ name: 'remark', text_answer: { content: secret }, checklist_answers: secret }];
  const attempt = () => labelOf({ classifications, label: { label_details: { updated_at: secret } } });
  expect(attempt).toThrow(invalidLabel(/label_details.updated_at must be a time/));
  expect(() => labelOf({ classifications })).toThrow(invalidLabel(/but has text_answer, checklist_answers/));
  expect(() => labelOf({ classifications })).not.toThrow(secret);
  expect(attempt).not.toThrow(secret);
});

it('takes a row without a medium for an image when its objects are those of images', () => {
  const media = { asset_type: undefined, mime_type: undefined };
  expect(labelOf({ objects: [aBox], media }).units[0]?.media).toBe('image');
});

describe('the revision', () => {
  const revisionOf = (label_details: object | undefined) => labelOf({ label: { label_details } }).source;

  it('the revision is the later of the two times of a change, in microseconds', () => {
    const [older, newer] = ['2026-05-04T13:58:07.120+02:00', '2026-05-04T11:58:07.120457+00:00'];
    const expected = {
      revision: Date.parse('2026-05-04T11:58:07.120Z') * 1000 + 457,
      updatedAt: '2026-05-04T11:58:07.120Z',
    };
    expect(revisionOf({ updated_at: older, content_last_updated_at: newer })).toMatchObject(expected);
    expect(revisionOf({ updated_at: newer, content_last_updated_at: older })).toMatchObject(expected);
  });

  it('the revision is the time of the event where the export has none', () => {
    expect(revisionOf(undefined)).toMatchObject({
      revision: Date.parse(ref.occurredAt) * 1000,
      updatedAt: ref.occurredAt,
    });
  });
});

describe('the unit', () => {
  const unitOf = (row: object) => labelOf({ row }).units[0];

  it('the unit is named after the external id, else the global key, else its own id', () => {
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
  ])('the unit made from %s has the URI %s', (row_data, sourceUri) => {
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

it('keeps e-mail addresses and signatures out of names, and leaves an answer as it was typed', () => {
  expect(labelOf({ row: { external_id: 'ann@example.com' } }).units[0]?.name).toMatch(/^user-[0-9a-f]{16}$/);
  expect(labelOf({ row: { external_id: 'https://example.com/a.jpg?Signature=1' } }).units[0]?.name).toBe(
    'https://example.com/a.jpg',
  );
  const [answer] = labelOf({
    classifications: [{ name: 'contact', text_answer: { content: 'ann@example.com' } }],
  }).annotations;
  expect(answer?.attributes[0]?.value).toEqual({ kind: 'text', text: 'ann@example.com' });
});

it('marks the label by which the others of its row are measured as ground truth', () => {
  const row = document({ objects: [aBox] });
  const project = { ...row.projects['project-1'], benchmark_reference_labels: ['label-1'] };
  const benchmark = normalise({ ref, document: { ...row, projects: { 'project-1': project } } }, 'project-1');
  expect(benchmark.source.groundTruth).toBe(true);
  expect(labelOf({ objects: [aBox] }).source).not.toHaveProperty('groundTruth');
});

it('lists categories in order of appearance, objects first, each once, with a colour where there is one', () => {
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

it('replaces the e-mail address of the annotator by a hash', () => {
  const { source } = labelOf({ label: { label_details: { created_by: 'ann@example.com' } } });
  expect(source.annotator).toBe('71d4f55f72fa128d');
});

it('takes an object that is in the label twice once, and reports it', () => {
  const { annotations, leftOut } = labelOf({ objects: [aBox, { ...aBox }] });
  expect(annotations.map(({ id }) => id)).toEqual(['feature-1']);
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['feature-1', 'value-not-kept', 'annotations.objects[1]'],
  ]);
});

describe('what places nothing', () => {
  const notKept = (parts: Parts) => labelOf(parts).leftOut?.map(({ id, path }) => [id, path]);

  it('is in the label where it has a place: when it was made, and how long the work took', () => {
    const label_details = { created_at: '2026-05-04T10:00:00.000+02:00', updated_at: '2026-05-04 11:00:00 UTC' };
    const performance_details = { seconds_to_create: 77, seconds_to_review: 5, skipped: 'false' };
    expect(labelOf({ label: { label_details, performance_details } }).source).toMatchObject({
      createdAt: '2026-05-04T08:00:00.000Z',
      updatedAt: '2026-05-04T11:00:00.000Z',
      secondsToLabel: 77,
    });
  });

  it('is left out and reported of the label where it cannot be read', () => {
    const updated_at = '2026-05-04T11:00:00.000Z';
    const label = {
      label_details: { updated_at, content_last_updated_at: '07/01/2025', created_at: 'yesterday', created_by: '' },
      performance_details: { seconds_to_create: -1 },
    };
    expect(notKept({ label })).toEqual([
      ['label-1', 'label_details.content_last_updated_at'],
      ['label-1', 'label_details.created_at'],
      ['label-1', 'performance_details.seconds_to_create'],
    ]);
    expect(labelOf({ label }).source).toMatchObject({ updatedAt: updated_at });
    expect(labelOf({ label }).source).not.toHaveProperty('annotator');
  });

  it('is left out and reported where a name or a state of the workflow is none', () => {
    const whole = document({ row: { external_id: { a: 1 }, global_key: 7 } });
    const inProject = { ...whole.projects['project-1'], project_details: { workflow_status: 5 } };
    const label = normalise({ ref, document: { ...whole, projects: { 'project-1': inProject } } }, 'project-1');
    expect(label.units[0]?.name).toBe('7');
    expect(label.source).not.toHaveProperty('status');
    expect(label.leftOut?.map(({ id, path }) => [id, path])).toEqual([
      ['label-1', 'project_details.workflow_status'],
      ['row-1', 'data_row.external_id'],
    ]);
  });

  it.each([9, '9', 'Rotate 90 CW', 'undefined', -1, 1.5, {}])(
    'is left out and reported of the unit: EXIF rotation %j',
    (exif_rotation) => {
      expect(notKept({ media: { exif_rotation } })).toEqual([['row-1', 'media_attributes.exif_rotation']]);
      expect(labelOf({ media: { exif_rotation } }).units[0]).not.toHaveProperty('exifOrientation');
    },
  );

  it('is a size: 0 says that it is not known, and one that is not a whole number is reported', () => {
    expect(labelOf({ objects: [aBox], media: { width: 0, height: 0 } }).units[0]).not.toHaveProperty('width');
    expect(notKept({ media: { width: 0, height: 0 } })).toBeUndefined();
    const half = { objects: [aBox], media: { width: 2000, height: 1000.5 } };
    expect(labelOf(half).units[0]).toMatchObject({ width: 2000 });
    expect(notKept(half)).toEqual([['row-1', 'media_attributes.height']]);
    expect(notKept({ media: { frame_rate: 'fast', duration: -1, frame_count: 2.5 } })).toHaveLength(3);
  });
});

it.each(['yes', 1, {}])('refuses a label of which it is not clear whether it was skipped: %j', (skipped) => {
  expect(() => labelOf({ label: { performance_details: { skipped } } })).toThrow(
    invalidLabel(/performance_details\.skipped must be true or false, but is /),
  );
});

it('reports a skipped label as NotLabelled, since nobody said that there is nothing', () => {
  const skipped = { label: { performance_details: { skipped: true } } };
  expect(() => labelOf(skipped)).toThrow(expect.objectContaining({ name: 'NotLabelled' }));
  for (const word of ['true', 'True']) {
    const inWords = { label: { performance_details: { skipped: word } } };
    expect(() => labelOf(inWords)).toThrow(expect.objectContaining({ name: 'NotLabelled' }));
  }
  for (const no of [false, 'false', 'False', null]) {
    expect(labelOf({ label: { performance_details: { skipped: no } } }).annotations).toEqual([]);
  }
});
