import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import csv from '../../../../lib/formats/csv/index.ts';
import { flatAttributes } from '../../../../lib/formats/flat-attributes.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { categoryKindOf, type Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { anyLabelOfAnyMedia } from '../../../support/labels-of-any-media.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(csv);

const context = { classes: new Map(), labelName: 'label', document: undefined };
const filesOf = (label: Label) => csv.write(label, {}, context).files;
const textOf = (label: Label) => Buffer.from(filesOf(label)[0]?.bytes ?? []).toString('utf8');
const objectsIn = (file: { path: string; bytes: Uint8Array }) =>
  reader.read(file, { classes: [], sizeOf: () => undefined }, {});

describe('a CSV table', () => {
  it('has the same columns whatever is labelled, and a row an annotation', () => {
    const [header, ...rows] = textOf(aLabel({ annotations: [anAnnotation()] })).split('\r\n');
    expect(header).toBe(textOf(aLabel()).trimEnd());
    expect(rows).toEqual([
      '"label-1","street/1.jpg","image",640,480,"annotation-1","object","car",,"{""kind"":""whole""}","box",30,40,40,60,' +
        '"{""kind"":""box"",""x"":30,""y"":40,""width"":10,""height"":20,""rotationDegrees"":0}",,"[]","[]"',
      '',
    ]);
  });

  it('clips the box to the image, and keeps the geometry as it was drawn', () => {
    const shape = { kind: 'box', x: -5.5, y: 470, width: 20, height: 30, rotationDegrees: 0 } as const;
    const label = aLabel({ annotations: [anAnnotation({ shape })] });
    expect(textOf(label)).toContain(',0,470,14.5,480,');
    expect(filesOf(label).flatMap(objectsIn)).toMatchObject([{ unit: 'street/1', category: 'car', shape }]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tcar', '\rcar', '＝1+1', "'car"])(
    'is not run by a spreadsheet, and gives back %j as it was labelled',
    (name) => {
      const label = aLabel({
        categories: [{ name, kind: 'object' }],
        annotations: [anAnnotation({ category: name })],
      });
      expect(textOf(label)).toContain(`,"'${name}",`);
      expect(filesOf(label).flatMap(objectsIn)[0]?.category).toBe(name);
    },
  );

  it('keeps numbers numbers, negative ones too', () => {
    const shape = { kind: 'point', x: -3, y: 2 } as const;
    expect(textOf(aLabel({ annotations: [anAnnotation({ shape, confidence: 0.5 })] }))).toMatch(
      /,0\.5,"\[\]","\[\]"\r\n$/,
    );
  });

  it('has every object and answer with its place, track, shape and attributes as the label has it, whatever the label', () => {
    fc.assert(
      fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
        const paths = unitPaths(label.units);
        const expected = label.units.flatMap((unit) =>
          label.annotations
            .filter((any) => any.unit === unit.id)
            .map((any) => ({
              unit: paths.get(unit.id),
              category: any.category,
              categoryKind: categoryKindOf(any) === 'object' ? undefined : 'classification',
              at: any.at,
              track: any.track,
              shape: any.shape,
              answers: any.attributes.length === 0 ? undefined : flatAttributes(any.attributes, {}),
            })),
        );
        // As JSON, which has no -0.
        expect(filesOf(label).flatMap(objectsIn)).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  it('is reported with its row and column where a column is missing', () => {
    expect(() => objectsIn({ path: 'street/1.csv', bytes: Buffer.from('kind,category\r\nobject,car\r\n') })).toThrow(
      'street/1.csv: row 1 must have a column "geometry", but has none.',
    );
  });
});
