import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import sagemaker from '../../../../lib/formats/sagemaker/index.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { uprightBox } from '../../../../lib/formats/upright-box.ts';
import type { Annotation, Attribute, Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(sagemaker);

const images = 's3://my-images/';
const weather = { task: 'image-classification', question: 'Weather', classes: ['sunny', 'rainy'], images };

function written(label: Label, options: object = { images }, splitOf?: (unit: string) => string | undefined) {
  const classes = new Map(label.categories.map(({ name }, number) => [name, number]));
  const context = { classes, labelName: 'label', document: undefined, dataSet: splitOf && { splitOf } };
  return sagemaker.write(label, sagemaker.Options.parse(options), context);
}
const lineOf = (label: Label, options?: object) =>
  JSON.parse(Buffer.from(written(label, options).files[0]?.bytes ?? []).toString('utf8')) as Record<string, unknown>;

const at = (sourceUri?: string): Label =>
  aLabel({
    units: [
      { id: 'unit-1', name: 'a b/1.jpg', media: 'image', width: 64, height: 48, ...(sourceUri ? { sourceUri } : {}) },
    ],
  });

const answered = (value: Attribute['value'], parts: Partial<Annotation> = {}): Label => {
  const { shape: _, ...answer } = anAnnotation({
    category: 'Weather',
    attributes: [{ name: 'Weather', value }],
    ...parts,
  });
  return aLabel({ categories: [{ name: 'Weather', kind: 'classification' }], annotations: [answer] });
};
const choices = (...names: string[]): Attribute['value'] => ({
  kind: 'checklist',
  choices: names.map((name) => ({ name, attributes: [] })),
});

describe('the source of a line', () => {
  it.each([
    ['s3://bucket/a b/1.jpg', 's3://bucket/a b/1.jpg'],
    ['https://bucket.s3.eu-central-1.amazonaws.com/a%20b/1%2B.jpg', 's3://bucket/a b/1+.jpg'],
    ['https://my.bucket.s3.amazonaws.com/1.jpg', 's3://my.bucket/1.jpg'],
    ['https://s3.cn-north-1.amazonaws.com.cn/bucket/a/1.jpg', 's3://bucket/a/1.jpg'],
  ])('is the object that the platform names as %s', (uri, expected) => {
    expect(lineOf(at(uri), {})['source-ref']).toBe(expected);
  });

  it.each([
    undefined,
    's3://bucket/',
    'https://images.example.com/1.jpg',
    'https://bucket.s3.eu-central-1.amazonaws.com.example.com/1.jpg',
    'https://bucket.s3.amazonaws.com/%ff',
  ])('is never guessed: %s has no line, and is reported, unless the options say where images are', (uri) => {
    expect(written(at(uri), {})).toMatchObject({ files: [], omitted: [{ code: 'location-unknown', unit: 'unit-1' }] });
    expect(lineOf(at(uri))['source-ref']).toBe('s3://my-images/a b/1.jpg');
  });

  it.each(['my-images/', 's3://my-images', 's3:///folder/', 'https://my-images/'])(
    'cannot be below %s, which is not a folder in S3',
    (folder) => {
      expect(sagemaker.Options.safeParse({ images: folder }).success).toBe(false);
    },
  );
});

describe('a line of boxes', () => {
  it('has what SageMaker and Rekognition require, with the date of the label and not of today', () => {
    expect(lineOf(aLabel({ annotations: [anAnnotation({ confidence: 0.5 })] }))).toEqual({
      'source-ref': 's3://my-images/street/1.jpg',
      'bounding-box': {
        image_size: [{ width: 640, height: 480, depth: 3 }],
        annotations: [{ class_id: 0, left: 30, top: 40, width: 10, height: 20 }],
      },
      'bounding-box-metadata': {
        objects: [{ confidence: 0.5 }],
        'class-map': { 0: 'car' },
        type: 'groundtruth/object-detection',
        'human-annotated': 'yes',
        'creation-date': '2023-11-14T22:13:20.000',
        'job-name': 'project-1',
      },
    });
  });

  it('says that no person made boxes that are all a model’s', () => {
    const by = (...origins: Annotation['origin'][]) =>
      lineOf(
        aLabel({
          annotations: origins.map((origin, index) => anAnnotation({ id: String(index), ...(origin && { origin }) })),
        }),
      )['bounding-box-metadata'];
    expect(by('model', 'model')).toMatchObject({ 'human-annotated': 'no' });
    expect(by('model', 'model-edited')).toMatchObject({ 'human-annotated': 'yes' });
    expect(by()).toMatchObject({ 'human-annotated': 'yes' });
  });

  it('rounds edges, not sizes: every box holds what is seen of the shape, and not a pixel more, whatever the label', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const paths = unitPaths(label.units);
        const { files } = written(label);
        for (const unit of label.units) {
          const { width, height } = unit;
          const file = files.find(({ path }) => path === `${paths.get(unit.id)}.manifest`);
          if (!file || width === undefined || height === undefined) continue;
          const expected = label.annotations.flatMap(({ unit: on, shape }) =>
            on === unit.id && shape && shape.kind !== 'point' && shape.kind !== 'polyline' && 'kind' in shape
              ? [uprightBox(shape as never, { width, height }).bounds].filter((bounds) => bounds !== undefined)
              : [],
          );
          const facts = { classes: [], sizeOf: () => undefined };
          const found = reader.read(file, facts, sagemaker.Options.parse({}));
          expect(found).toHaveLength(expected.length);
          for (const [index, { shape }] of found.entries()) {
            const bounds = expected[index];
            if (shape?.kind !== 'box' || !bounds) throw new TypeError('must be a box');
            const [right, bottom] = [shape.x + shape.width, shape.y + shape.height];
            expect(bounds.x - shape.x).toBeGreaterThan(-1e-6);
            expect(bounds.y - shape.y).toBeGreaterThan(-1e-6);
            expect(right - bounds.x - bounds.width).toBeGreaterThan(-1e-6);
            expect(bottom - bounds.y - bounds.height).toBeGreaterThan(-1e-6);
            expect(Math.max(bounds.x - shape.x, bounds.y - shape.y)).toBeLessThanOrEqual(1);
            expect(Math.max(right - bounds.x - bounds.width, bottom - bounds.y - bounds.height)).toBeLessThanOrEqual(1);
            expect(right <= width && bottom <= height).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is in the manifest of its split where labels are gathered', () => {
    const { files, pieces } = written(aLabel({ annotations: [anAnnotation()] }), { images }, () => 'val');
    expect(files).toEqual([]);
    expect(pieces).toMatchObject([{ file: 'val.manifest', stream: 'lines' }]);
    const whole = (splits: string[]) =>
      sagemaker.whole({ classes: [], splits }, sagemaker.Options.parse({})).map(({ path }) => path);
    expect([whole([]), whole(['train', 'val'])]).toEqual([['output.manifest'], ['train.manifest', 'val.manifest']]);
  });

  it('is refused with its place when a class is not in its map, or objects are missing', () => {
    const line = lineOf(aLabel({ annotations: [anAnnotation()] }));
    const read = (metadata: object) =>
      reader.read(
        {
          path: '1.manifest',
          bytes: Buffer.from(
            JSON.stringify({
              ...line,
              'bounding-box-metadata': { ...(line['bounding-box-metadata'] as object), ...metadata },
            }),
          ),
        },
        { classes: [], sizeOf: () => undefined },
        sagemaker.Options.parse({}),
      );
    expect(() => read({ 'class-map': {} })).toThrow('1.manifest: class 0 must be in class-map, but is not.');
    expect(() => read({ objects: [] })).toThrow('1.manifest: objects must be as many as annotations (1), but are 0.');
    expect(() => read({ type: 'groundtruth/text' })).toThrow(/1\.manifest: .*\.type/s);
  });
});

describe('a line of one question', () => {
  it('has the number and the name of the choice', () => {
    const label = answered({ kind: 'radio', choice: { name: 'rainy', attributes: [] } }, { confidence: 0.25 });
    expect(lineOf(label, weather)).toMatchObject({
      Weather: 1,
      'Weather-metadata': { 'class-name': 'rainy', confidence: 0.25, type: 'groundtruth/image-classification' },
    });
  });

  it('has the numbers and names of all choices of several', () => {
    expect(lineOf(answered(choices('rainy', 'sunny')), weather)).toMatchObject({
      Weather: [1, 0],
      'Weather-metadata': {
        'class-map': { 0: 'sunny', 1: 'rainy' },
        'confidence-map': { 0: 1, 1: 1 },
        type: 'groundtruth/image-classification-multilabel',
      },
    });
  });

  it('has no number where no choice is ticked, and is not written where the only one has no number', () => {
    expect(lineOf(answered(choices()), weather)).toMatchObject({
      Weather: [],
      'Weather-metadata': { 'class-map': {} },
    });
    expect(written(answered(choices('foggy')), weather)).toMatchObject({
      files: [],
      omitted: [{ code: 'answer-not-held', detail: 'Weather' }, { code: 'unit-left-out' }],
    });
  });

  it('is not written where the question has no answer: there is no number for that', () => {
    expect(written(aLabel(), weather)).toMatchObject({ files: [], omitted: [{ code: 'unit-left-out' }] });
  });

  it('is read back as the class of its unit', () => {
    const label = answered({ kind: 'radio', choice: { name: 'rainy', attributes: [] } });
    const objects = written(label, weather).files.flatMap((file) =>
      reader.read(file, { classes: [], sizeOf: () => undefined }, sagemaker.Options.parse(weather)),
    );
    expect(objects).toEqual([{ unit: 'street/1', category: 'rainy' }]);
  });

  it.each([
    { task: 'image-classification' },
    { ...weather, classes: [] },
    { ...weather, question: '' },
    { ...weather, classes: ['rainy', 'rainy'] },
  ])('needs a question and its classes, each once: not %j', (options) => {
    expect(sagemaker.Options.safeParse(options).success).toBe(false);
  });

  it('is in a tree of its question', () => {
    const rootOf = (question: string) => sagemaker.rootOf(sagemaker.Options.parse({ ...weather, question }));
    expect(rootOf('Weather')).toBe('exports/sagemaker-classification-Weather');
    expect(rootOf('Wet/Größe?')).toBe('exports/sagemaker-classification-Wet_2fGr_f6_dfe_3f');
  });
});
