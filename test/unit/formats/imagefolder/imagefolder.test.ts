import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../../../lib/formats/imagefolder/index.ts';
import imagefolder from '../../../../lib/formats/imagefolder/index.ts';
import type { Annotation, Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(imagefolder);

const classesOf = ({ categories }: Label) => new Map(categories.map(({ name }, number) => [name, number]));

function written(label: Label, dataSet?: { readonly splitOf: (unit: string) => string | undefined }) {
  const options = imagefolder.Options.parse({});
  const context = { classes: classesOf(label), labelName: 'label', document: undefined, dataSet };
  return imagefolder.write(label, options, context);
}

const lineOf = (annotations: Annotation[]): Line =>
  JSON.parse(Buffer.from(written(aLabel({ annotations })).files[0]?.bytes ?? []).toString('utf8')) as Line;

describe('a line of metadata.jsonl', () => {
  it('has the name of the picture, its boxes and their class numbers', () => {
    expect(lineOf([anAnnotation()])).toEqual({
      file_name: 'street/1.jpg',
      objects: { bbox: [[30, 40, 10, 20]], categories: [0] },
    });
  });

  it('has empty lists where nothing is in the image', () => {
    expect(lineOf([])).toEqual({ file_name: 'street/1.jpg', objects: { bbox: [], categories: [] } });
  });

  it('has only boxes with an area inside the image, as many as categories, whatever the label', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const lines = written(label).files.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')) as Line);
        for (const { objects } of lines) {
          expect(objects.categories).toHaveLength(objects.bbox.length);
          for (const [x = -1, y = -1, width = 0, height = 0] of objects.bbox) {
            expect([x >= 0, y >= 0, width > 0, height > 0]).toEqual([true, true, true, true]);
          }
        }
      }),
      { numRuns: propertyRuns(20) },
    );
  });

  it('is in the file of its split where labels are gathered, under the name of the picture there', () => {
    const { files, pieces } = written(aLabel({ annotations: [anAnnotation()] }), { splitOf: () => 'val' });
    expect(files).toEqual([]);
    expect(pieces).toMatchObject([{ file: 'val/metadata.jsonl', stream: 'lines' }]);
    const paths = imagefolder.whole({ classes: [], splits: ['train', 'val'] }, {}).map(({ path }) => path);
    expect(paths).toEqual(['id2label.json', 'train/metadata.jsonl', 'val/metadata.jsonl']);
  });

  it.each([
    ['{"file_name":"1.jpg"}', /must be a file name with boxes and categories/],
    [
      '{"file_name":"1.jpg","objects":{"bbox":[[1,2,3,4]],"categories":[]}}',
      /as many categories as boxes \(1\), but has 0/,
    ],
    ['{"file_name":"1.jpg","objects":{"bbox":[[1,2,3,4]],"categories":[7]}}', /class 7 is not one of 1/],
  ])('is refused with its place when it is %s', (text, message) => {
    const facts = { classes: ['car'], sizeOf: () => undefined };
    const bytes = Buffer.from(`${text}\n`);
    expect(() => reader.read({ path: 'street/1.jsonl', bytes }, facts, {})).toThrow(message);
  });

  it('is read as one of several units where the lines of a file name several pictures', () => {
    const line = (name: string) => `{"file_name":"${name}","objects":{"bbox":[[1,2,3,4]],"categories":[0]}}\n`;
    const bytes = Buffer.from(line('street/1.jpg') + line('street/2.jpg'));
    const facts = { classes: ['car'], sizeOf: () => undefined };
    const objects = reader.read({ path: 'metadata.jsonl', bytes }, facts, {});
    expect(objects.map(({ unit }) => unit)).toEqual(['street/1', 'street/2']);
  });
});
